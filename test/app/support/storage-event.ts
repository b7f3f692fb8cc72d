/** Notifies this tab that another tab has changed a stored value, as a browser does. */
export function dispatchStorageEvent(key: string): void {
  window.dispatchEvent(new StorageEvent('storage', { key }));
}
