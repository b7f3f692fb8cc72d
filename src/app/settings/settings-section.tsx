import { useId, type ReactNode } from 'react';

interface SettingsSectionProps {
  title: string;
  children: ReactNode;
}

/** A titled group of settings. */
export function SettingsSection({ title, children }: SettingsSectionProps) {
  const id = useId();
  return (
    <section aria-labelledby={id} className="pt-10 first:pt-0">
      <h2 id={id} className="pb-2 font-serif text-heading">
        {title}
      </h2>
      <div className="border-t border-line text-interface">{children}</div>
    </section>
  );
}
