/* Fetches the content of a page for the run in the address, and keeps the switches in the address. */
"use strict";
(function () {
  const clientside = (window.dash_clientside = window.dash_clientside || {});
  let shown = null;

  /* Names of the pages by their paths, as the server knows them. */
  function pages() {
    return JSON.parse(document.getElementById("content").dataset.pages);
  }

  function pageOf(path) {
    return pages()[path.replace(/\/+$/, "") || "/"];
  }

  function markMenu(page, run) {
    const query = run ? "?run=" + encodeURIComponent(run) : "";
    for (const [path, name] of Object.entries(pages())) {
      const link = document.getElementById("menu-" + name);
      link.href = path + query;
      if (name === page) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
    document.getElementById("home").href = "/" + query;
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

  async function page(path, search, run) {
    const query = new URLSearchParams(search || "");
    const name = pageOf(path);
    const wanted = name + "?" + (query.get("run") || "");
    if (wanted === shown) return [clientside.no_update, clientside.no_update];
    const content = document.getElementById("content");
    content.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch("/views/" + name + "?" + query.toString(), { credentials: "same-origin" });
      const view = await answer.json();
      shown = wanted;
      markMenu(name, view.run);
      return [view.children, view.run];
    } catch (error) {
      shown = null;
      const props = { children: content.dataset.failed, className: "loading", role: "alert" };
      return [{ type: "P", namespace: "dash_html_components", props }, clientside.no_update];
    } finally {
      content.removeAttribute("aria-busy");
    }
  }

  function pick(place, policy, day, run) {
    const trigger = (clientside.callback_context.triggered[0] || {}).value;
    if (!trigger || !run || trigger === run) return clientside.no_update;
    const query = new URLSearchParams(window.location.search);
    query.set("run", trigger);
    return "?" + query.toString();
  }

  clientside.passerby = { page, pick, choose };
})();
