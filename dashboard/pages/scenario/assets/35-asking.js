/* What forms that ask for a run share: checked by the server as one types, what it costs, a link to it, and the run. */
"use strict";
(function () {
  const { ask, element, fill } = window.passerby.jobs;
  const { JobPanel } = window.passerby;
  const PAUSE_MS = 350, RETRY_MS = 4000;
  const told = (one) => one.what + (one.allowed ? "; " + one.allowed : "");

  /* A form gives `asked()`, what is sent, and `marked`, its fields by name: each with `label`, `root`, `focus()` and `showError(text)`. */
  class Asking {
    constructor(root) {
      this.root = root;
      this.marked = new Map();
    }

    /* Ask for the form; where the link in the address holds none, say so. */
    async load(path) {
      const { status, data } = await ask(path);
      if (status === 200) return this.build(data);
      if (status === 0) {
        window.setTimeout(() => this.root.isConnected && this.load(path), RETRY_MS);
        return undefined;
      }
      const said = data.errors.map((one) => element("p", {}, told(one)));
      this.root.replaceChildren(element("div", { class: "panel", role: "alert" }, element("h2", {}, this.root.dataset.badLink || ""), said,
        element("p", {}, element("a", { class: "action", href: window.location.pathname }, this.root.dataset.beginAnew))));
      this.root.dataset.state = "ready";
      return undefined;
    }

    /* The form is on the page: follow the run in the address, and check what is asked for. */
    begin() {
      this.root.dataset.state = "ready";
      const job = new URLSearchParams(window.location.search).get("job");
      if (job && this.job.id !== job) this.job.follow(job);
      this.check();
    }

    select(key, label, choices, value, changed, { hint = "" } = {}) {
      const id = "ask-" + key.replace(/\./g, "-");
      const control = element("select", { id, on: { change: changed }, "aria-describedby": `${id}-hint ${id}-wrong` },
        choices.map((one) => element("option", { value: one.value, selected: one.value === value }, one.label)));
      return this.field(key, label, hint, control);
    }

    text(key, label, value, changed, { hint = "", isNumber = false, most = null, unit = "" } = {}) {
      const id = "ask-" + key.replace(/\./g, "-");
      const control = element("input", { id, type: "text", inputmode: isNumber ? "decimal" : null, class: isNumber ? "number" : "wide", maxlength: most,
        value: value === null || value === undefined ? "" : String(value), autocomplete: "off", "aria-describedby": `${id}-hint ${id}-wrong`, on: { input: changed } });
      return this.field(key, label, hint, control, unit);
    }

    field(key, label, hint, control, unit = "") {
      const error = element("p", { class: "wrong", id: control.id + "-wrong", hidden: true });
      const root = element("div", { class: "field" }, element("label", { for: control.id }, label),
        element("p", { class: "hint", id: control.id + "-hint", hidden: !hint }, hint),
        element("div", { class: "line" }, control, unit ? element("span", { class: "unit" }, unit) : null), error);
      const made = {
        label, root, control, get value() { return control.value.trim(); }, focus: () => control.focus(),
        showError: (text) => {
          error.textContent = text;
          error.hidden = !text;
          control.setAttribute("aria-invalid", text ? "true" : "false");
        },
      };
      this.marked.set(key, made);
      return made;
    }

    /* What is said beside the form: errors, cost, the queue, the button, the link. */
    side(w) {
      this.words = w;
      this.said = element("div", { class: "said", role: "status" }, element("p", { class: "quiet" }, w.checking));
      this.button = element("button", { type: "submit", class: "main", disabled: true }, w.run);
      this.link = element("input", { type: "text", readonly: true, id: "ask-link", value: "", on: { focus: (event) => event.target.select() } });
      this.copy = element("button", { type: "button", class: "plain", on: { click: () => this.copyLink() } }, w.copy);
      this.panel = element("section", { class: "panel", "aria-label": w.run_heading }, element("h2", {}, w.run_heading), this.said, this.button,
        element("div", { class: "share" }, element("label", { for: "ask-link" }, w.link_heading), element("div", { class: "line" }, this.link, this.copy)));
      if (!this.job) this.job = new JobPanel(w);
    }

    changed() {
      window.clearTimeout(this.timer);
      this.button.disabled = true;
      this.timer = window.setTimeout(() => this.check(), PAUSE_MS);
    }

    async check() {
      if (this.asking) this.asking.abort();
      const mine = (this.asking = new AbortController());
      try {
        const { status, data } = await ask("/jobs/check", this.asked(), mine.signal);
        if (mine !== this.asking || !this.root.isConnected) return;
        if (status === 200) this.showCost(data);
        else {
          this.showErrors(status ? data.errors : [{ field: "", what: this.words.unreached, allowed: "" }]);
          if (!status) this.timer = window.setTimeout(() => this.check(), RETRY_MS);
        }
      } catch (error) {
        if (error.name !== "AbortError") throw error;
      }
    }

    showErrors(errors) {
      const w = this.words;
      this.mark(errors);
      this.button.disabled = true;
      const head = errors.length === 1 ? w.wrong_one : fill(w.wrong_many, { n: errors.length });
      const items = errors.map((one) => {
        const field = this.marked.get(one.field);
        const link = field ? element("a", { href: "#content", on: { click: (event) => this.goTo(event, field) } }, field.label) : null;
        return element("li", {}, link, link ? ": " : "", told(one));
      });
      this.said.replaceChildren(...(errors.some((one) => one.field) ? [element("p", { class: "wrong" }, head)] : []), element("ul", { class: "mistakes" }, items));
    }

    goTo(event, field) {
      event.preventDefault();
      for (let group = field.root.closest("details.group"); group; group = group.parentElement.closest("details.group")) group.open = true;
      field.focus();
    }

    mark(errors) {
      for (const [key, field] of this.marked) field.showError(errors.filter((one) => one.field === key).map(told).join(" "));
    }

    /* Lines about what is asked for, beside what it costs. */
    about() {
      return [];
    }

    showCost(data) {
      const w = this.words, { cost } = data;
      this.mark([]);
      const time = (s) => (s < 90 ? fill(w.seconds, { n: Math.max(1, Math.round(s)) }) : fill(w.minutes, { n: Math.round(s / 60) }));
      const span = { low: time(cost.low_s), high: time(cost.high_s), steps: cost.steps };
      const lines = [...this.about(data), fill(cost.steps > 1 ? w.cost_many : w.cost_one, span)];
      if (data.is_stored) lines.push(w.stored);
      else if (data.job && ["queued", "running"].includes(data.job.state)) lines.push(w.same);
      else lines.push(data.waiting ? fill(w.queue_some, { n: data.waiting }) : w.queue_none);
      if (!data.can_run) lines.push(w.runs_nothing);
      this.said.replaceChildren(...lines.map((text) => element("p", {}, text)));
      this.button.disabled = !data.can_run;
      const address = new URL(window.location.href);
      address.searchParams.set("s", data.link);
      window.history.replaceState(window.history.state, "", address);
      address.search = "?s=" + data.link;
      this.link.value = address.href;
    }

    async copyLink() {
      this.link.select();
      try {
        await navigator.clipboard.writeText(this.link.value);
      } catch {
        document.execCommand("copy");
      }
      this.copy.textContent = this.words.copied;
    }

    async run(event) {
      event.preventDefault();
      if (this.button.disabled) return;
      this.button.disabled = true;
      const { status, data } = await ask("/jobs", this.asked());
      if (status === 202) {
        this.job.follow(data.job.id, { focus: true });
        this.button.disabled = false;
        return;
      }
      this.showErrors(status ? data.errors : [{ field: "", what: this.words.unreached, allowed: "" }]);
      this.button.disabled = status !== 429 && status !== 0;
    }
  }

  /* A number as it is sent: a text that is none is sent as it stands, and refused by the server in its words. */
  const whole = (text) => (/^\d+$/.test(text) ? Number(text) : text);
  const number = (text) => (text === "" ? null : /^-?\d*\.?\d+$/.test(text) ? Number(text) : text);
  const linkOf = () => new URLSearchParams(window.location.search).get("s");

  Object.assign(window.passerby, { Asking, asking: { linkOf, number, whole } });
})();
