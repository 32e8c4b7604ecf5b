/* Fetches the content of a page for the run in the address, and keeps the switches in the address. */
"use strict";
(function () {
  const clientside = (window.dash_clientside = window.dash_clientside || {});
  const passerby = (window.passerby = window.passerby || {});
  const RETRY_MS = 3000;
  let shown = null;
  let asking = null;

  /* Where a path of the server is below the site's prefix: at("/a/file.json"). */
  passerby.at = (path) => (document.getElementById("content").dataset.prefix || "") + path;

  /* Names of the pages by their paths, as the server knows them. */
  function pages() {
    return JSON.parse(document.getElementById("content").dataset.pages);
  }

  function pageOf(path) {
    const known = pages();
    return known[path] || known[path.replace(/\/+$/, "")] || known[path.replace(/\/*$/, "/")];
  }

  function markMenu(page, run) {
    const query = run ? "?run=" + encodeURIComponent(run) : "";
    for (const [path, name] of Object.entries(pages())) {
      const link = document.getElementById("menu-" + name);
      link.href = path + query;
      if (name === page) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
    document.getElementById("home").href = passerby.at("/") + query;
  }

  function keepInAddress(key, value) {
    const address = new URL(window.location.href);
    address.searchParams.set(key, value);
    window.history.replaceState(window.history.state, "", address);
  }

  /* Show the chosen panel of a switch; Dash also calls this when a switch has come onto the page. */
  function choose(value) {
    const { inputs_list: [{ id: key }], outputs_list: panels } = clientside.callback_context;
    const chosen = key + "-" + value, panel = value && document.getElementById(chosen);
    if (panel && panel.hidden) keepInAddress(key, value);
    return panels.map(({ id }) => (value ? id !== chosen : clientside.no_update));
  }

  /* What the address asks for: its page, and the run. The switches are the browser's own. */
  function asked(path, search) {
    return pageOf(path) + "?" + (new URLSearchParams(search || "").get("run") || "");
  }

  function isStillAsked(wanted) {
    return asked(window.location.pathname, window.location.search) === wanted;
  }

  /* The content of a page and its run. An answer that has been overtaken by another choice is thrown away. */
  async function page(path, search) {
    const wanted = asked(path, search), nothing = [clientside.no_update, clientside.no_update];
    if (wanted === shown && !asking) return nothing;
    /* what was chosen and abandoned still stands in the picker: even what is shown is fetched anew then */
    if (asking) asking.abort();
    const content = document.getElementById("content"), mine = (asking = new AbortController());
    content.setAttribute("aria-busy", "true");
    try {
      const address = passerby.at("/views/" + pageOf(path)) + (search || "");
      const answer = await fetch(address, { credentials: "same-origin", signal: mine.signal });
      const view = await answer.json();
      if (asking !== mine || !isStillAsked(wanted)) return nothing;
      shown = wanted;
      markMenu(pageOf(path), view.run);
      return [view.children, view.run];
    } catch (error) {
      if (asking !== mine) return nothing;
      shown = null;
      askAgain(wanted);
      return [failed(content), clientside.no_update];
    } finally {
      if (asking === mine) {
        asking = null;
        content.removeAttribute("aria-busy");
      }
    }
  }

  function failed(content) {
    const text = navigator.onLine ? content.dataset.failed : content.dataset.offline;
    const part = (type, props) => ({ type, namespace: "dash_html_components", props });
    const heading = part("H1", { children: content.dataset.unreached });
    const said = part("P", { children: text });
    return part("Section", { children: [heading, said], className: "notice", role: "alert" });
  }

  /* Load the page anew as soon as the server answers; nothing is asked that nobody waits for. */
  function askAgain(wanted) {
    window.setTimeout(async function () {
      if (shown !== null || asking || !isStillAsked(wanted)) return;
      try {
        const answer = await fetch(passerby.at("/healthz"), { cache: "no-store" });
        if (answer.ok) window.location.reload();
        else askAgain(wanted);
      } catch (error) {
        askAgain(wanted);
      }
    }, RETRY_MS);
  }

  function pick(place, policy, day, run) {
    /* a picker that comes onto the page reports its three choices at once; a reader makes one */
    const { triggered } = clientside.callback_context;
    const trigger = triggered.length === 1 && triggered[0].value;
    const query = new URLSearchParams(window.location.search);
    if (!trigger || !run || trigger === (query.get("run") || run)) return clientside.no_update;
    query.set("run", trigger);
    return "?" + query.toString();
  }

  clientside.passerby = { page, pick, choose };
})();
