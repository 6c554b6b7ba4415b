// Before the first paint: theme and density, so that nothing flashes; and the static page for an app that cannot start.
(function () {
  try {
    var root = document.documentElement.dataset;
    var theme = localStorage.getItem("zehmo.theme");
    if (theme === "light" || theme === "dark") root.theme = theme;
    if (localStorage.getItem("zehmo.density") === "compact") root.density = "compact";
  } catch (blocked) { /* Storage is off: the system's theme stays. */ }

  // A script that did not arrive cannot say so itself.
  addEventListener("error", function (event) {
    if (!(event.target instanceof HTMLScriptElement)) return;
    var say = function () {
      document.getElementById("app").hidden = true;
      document.getElementById("broken").hidden = false;
    };
    if (document.readyState === "loading") addEventListener("DOMContentLoaded", say);
    else say();
  }, true);
})();
