import './prose.css';
import ReactMarkdown from 'react-markdown';
import remarkGfm from 'remark-gfm';
import { mountPerDelta } from './per-delta.tsx';

const PLUGINS = [remarkGfm];

/** The whole text is parsed with each commit: the technique of the first client of this protocol. */
mountPerDelta(function Markdown({ text }) {
  return (
    <div className="prose">
      <ReactMarkdown remarkPlugins={PLUGINS}>{text}</ReactMarkdown>
    </div>
  );
});
