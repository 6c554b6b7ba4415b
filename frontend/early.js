// Before the app is here: theme and density, so that nothing flashes; what the first page will need, asked for while the
// app is on its way; and the static page for an app that cannot start.
(function () {
  var signedInBefore = false;
  try {
    var root = document.documentElement.dataset;
    var theme = localStorage.getItem("zehmo.theme");
    if (theme === "light" || theme === "dark") root.theme = theme;
    if (localStorage.getItem("zehmo.density") === "compact") root.density = "compact";
    signedInBefore = localStorage.getItem("zehmo.session") !== null;
  } catch (blocked) { /* Storage is off: the system's theme stays. */ }

  var place = location.pathname.split("/");

  // Who is signed in, and what the page shows. The app makes the same calls one after the other, and finds these
  // answers in their place; those it does not need, it drops.
  function askAhead() {
    var answers = window.zehmoEarly = new Map();
    function ask(method, path, headers, body) {
      headers.Accept = "application/json";
      // One that hangs would hold up every tab; the app asks again.
      var limit = AbortSignal.timeout ? AbortSignal.timeout(10000) : undefined;
      var answer = fetch("/api/v1" + path, { method: method, headers: headers, body: body, signal: limit });
      answers.set(method + " /api/v1" + path, answer);
      return answer.then(function (response) {
        return response.ok ? response.clone().json() : Promise.reject(response.status);
      });
    }
    function get(path, token) {
      ask("GET", path, { Authorization: "Bearer " + token }).catch(leaveToTheApp);
    }
    // Tabs renew one at a time.
    navigator.locks.request("zehmo-refresh", function () {
      return ask("GET", "/auth/csrf", {}).then(function (token) {
        var headers = { "Content-Type": "application/json", "X-CSRF-Token": token.csrf_token };
        var session = ask("POST", "/auth/refresh", headers, "{}");
        // From here on there is a connection to spare for the code, and it stands in no answer's way.
        fetchPage();
        return session;
      }).then(function (session) {
        if (session.must_change_password) return;
        get("/me", session.access_token);
        // Pages that everybody may open, and that show a resource as it comes.
        var pages = { "/": "/dashboard", "/dashboard": "/dashboard", "/jobs": "/jobs", "/expenditures": "/expenditures" };
        var resource = pages[location.pathname];
        if (resource && !location.search) get(resource, session.access_token);
      });
    }).catch(leaveToTheApp);
  }
  // A refusal, or no answer: the app finds it where the answer would be, and says what there is to say.
  function leaveToTheApp() {}

  // The code of the page.
  function fetchPage() {
    var parts = {{parts}};
    var group = /^(users|roles|settings|account)$/.test(place[1]) ? parts.office
      : /^(|sign-in|activate|dashboard)$/.test(place[1]) || (place[1] === "jobs" && !place[2]) ? []
      : parts.shop;
    // The house comes with today's pages.
    new Set(parts.today.concat(group)).forEach(function (file) {
      var link = document.createElement("link");
      link.rel = "preload";
      link.as = "fetch";
      link.crossOrigin = "anonymous";
      link.href = "/" + file;
      document.head.append(link);
    });
  }

  if (signedInBefore) (navigator.locks ? askAhead : fetchPage)();

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
