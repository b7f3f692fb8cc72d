// Runs before the first paint, so that a theme which was chosen does not flash in after the other.
try {
  document.documentElement.dataset.theme = JSON.parse(
    localStorage.getItem('symposium.preferences'),
  ).state.theme;
} catch {
  // Nothing was chosen, or the storage is forbidden: the page goes by the system.
}
