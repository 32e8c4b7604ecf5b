/* What pages that ask for runs share: elements, questions to the server, and how far a run is, in words. */
"use strict";
(function () {
  const passerby = (window.passerby = window.passerby || {});
  const POLL_MS = 1000, POLL_HIDDEN_MS = 5000;

  const at = (path) => (document.getElementById("content").dataset.prefix || "") + path;
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, key) => values[key]);

  /* Where a page of this name is, as the shell has it. */
  function pathOf(name) {
    const pages = JSON.parse(document.getElementById("content").dataset.pages);
    return Object.keys(pages).find((path) => pages[path] === name);
  }

  function element(tag, attributes, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) {
      if (name === "on") for (const [event, run] of Object.entries(value)) made.addEventListener(event, run);
      else if (value !== null && value !== false && value !== undefined) made.setAttribute(name, value === true ? "" : value);
    }
    made.append(...children.flat().filter((child) => child !== null && child !== undefined));
    return made;
  }

  /* Ask the server; whatever it answers comes back with its status, and status 0 says that it does not answer. */
  async function ask(path, body, signal) {
    const more = body === undefined ? {} : {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
    };
    try {
      const answer = await fetch(at(path), { credentials: "same-origin", cache: "no-store", signal, ...more });
      return { status: answer.status, data: await answer.json() };
    } catch (error) {
      if (error.name === "AbortError") throw error;
      return { status: 0, data: { errors: [] } };
    }
  }

  /* How far a run is, from 0 to 1; null where that is not known. */
  function shareOf(job) {
    if (job.state !== "running") return job.state === "done" ? 1 : null;
    const step = job.stage_of ? job.stage_done / job.stage_of : 0;
    return Math.min((job.done + step) / job.of, 1);
  }

  function stateText(job, words) {
    if (job.is_cancelling) return words.cancelling;
    if (job.state === "queued") return job.ahead ? fill(words.state_queued, { n: job.ahead }) : words.state_queued_next;
    if (job.state === "failed") return fill(words.state_failed, { message: job.message });
    if (job.state !== "running") return words["state_" + job.state];
    const parts = [words.state_running];
    const step = job.kind === "comparison" ? words.run_of : words.step_of;
    if (job.of > 1) parts.push(fill(step, { n: Math.min(job.done + 1, job.of), of: job.of }));
    if (job.stage) parts.push(words["stage_" + job.stage]);
    if (job.stage_of) parts.push(fill(words.percent, { n: Math.floor((100 * job.stage_done) / job.stage_of) }));
    return parts.join(", ");
  }

  /* Call `look` again and again while `root` is on the page and `look` wants it. */
  function poll(root, look) {
    const again = async () => {
      if (!root.isConnected) return;
      if (await look()) window.setTimeout(again, document.hidden ? POLL_HIDDEN_MS : POLL_MS);
    };
    again();
  }

  /* Start a form or a list as soon as its place is on the page. */
  function whenThere(selector, start) {
    const look = () => {
      for (const root of document.querySelectorAll(selector + ":not([data-state])")) {
        root.dataset.state = "loading";
        start(root);
      }
    };
    new MutationObserver(look).observe(document.documentElement, { childList: true, subtree: true });
    look();
  }

  passerby.jobs = { ask, at, element, fill, pathOf, poll, shareOf, stateText, whenThere };
})();
