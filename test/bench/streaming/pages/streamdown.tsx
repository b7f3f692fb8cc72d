import './streamdown.css';
import { Streamdown } from 'streamdown';
import { mountPerDelta } from './per-delta.tsx';

mountPerDelta(({ text }) => <Streamdown>{text}</Streamdown>);
