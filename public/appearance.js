// Runs before the first paint, so that nothing flashes or moves when what was chosen is read again.
try {
  const { theme, density, textSize } = JSON.parse(localStorage.getItem('symposium.preferences')).state;
  Object.assign(document.documentElement.dataset, { theme, density, textSize });
} catch {
  // Nothing was chosen, or the storage is forbidden: the page goes by the system.
}
