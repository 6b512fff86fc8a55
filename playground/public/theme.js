// Runs before the first paint, so that a dark page never flashes white. Keys as in src/shell/theme.ts.
(() => {
  const chosen = localStorage.getItem("fourone.theme");
  const dark =
    chosen === "dark" || (chosen !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.classList.toggle("dark", dark);
})();
