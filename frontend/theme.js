// Sets theme and density before the first paint, so that nothing flashes.
(function () {
  try {
    var root = document.documentElement.dataset;
    var theme = localStorage.getItem("zehmo.theme");
    if (theme === "light" || theme === "dark") root.theme = theme;
    if (localStorage.getItem("zehmo.density") === "compact") root.density = "compact";
  } catch (blocked) { /* Storage is off: the system's theme stays. */ }
})();
