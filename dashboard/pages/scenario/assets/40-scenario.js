/* The Scenario page: the form, checked by the server as one types, what it costs, and the run. */
"use strict";
(function () {
  const { ask, element, fill, whenThere } = window.passerby.jobs;
  const { Coverage, Field, JobPanel } = window.passerby;
  const PAUSE_MS = 350, RETRY_MS = 4000, MOST_BYTES = 256 * 1024 - 1024;

  class Scenario {
    constructor(root) {
      this.root = root;
    }

    async load(query) {
      const { status, data } = await ask("/scenario/form.json" + query);
      if (status === 200) return this.build(data);
      if (status === 0) {
        window.setTimeout(() => this.root.isConnected && this.load(query), RETRY_MS);
        return undefined;
      }
      const said = data.errors.map((one) => element("p", {}, one.what + (one.allowed ? "; " + one.allowed : "")));
      const title = this.root.dataset.badLink || "";
      this.root.replaceChildren(element("div", { class: "panel", role: "alert" }, element("h2", {}, title), said,
        element("p", {}, element("a", { class: "action", href: window.location.pathname }, this.root.dataset.beginAnew))));
      this.root.dataset.state = "ready";
      return undefined;
    }

    build(data) {
      const w = (this.words = data.words);
      const kept = this.fields ? this.changes() : data.form.settings;
      this.profile = this.fields ? this.profile : data.form.profile;
      this.place = this.select("place", w.place, data.places, data.form.place);
      this.policy = this.select("policy", w.policy, data.policies, data.form.policy);
      this.fields = new Map();
      const field = (about) => {
        const made = new Field(about, w, () => this.changed());
        this.fields.set(about.key, made);
        if (about.key in kept) made.value = kept[about.key];
        return made.root;
      };
      const shown = data.shown.map(field);
      const groups = data.groups.map((group) => element("details", { class: "group" },
        element("summary", {}, group.title), element("div", { class: "fields" }, group.fields.map(field))));
      this.seed = this.number("seed", w.seed, w.seed_hint, this.seed ? this.seed.value : data.form.seeds[0]);
      this.days = this.number("replications", w.replications, w.replications_hint, this.days ? this.days.value : data.form.replications);
      this.moreSeeds = data.form.seeds.slice(1);
      this.side(w);
      const form = element("form", { class: "form", novalidate: true, on: { submit: (event) => this.run(event) } },
        element("section", {}, element("h2", {}, w.place_heading), element("div", { class: "fields pair" }, this.place.root, this.policy.root)),
        element("section", {}, element("h2", {}, w.settings_heading), element("div", { class: "fields pair" }, shown)),
        element("section", {}, element("h2", {}, w.days_heading), element("div", { class: "fields pair" }, this.seed.root, this.days.root)),
        element("section", { class: "others" }, element("details", { class: "group" }, element("summary", {}, w.others_heading),
          element("div", { class: "fields" }, element("p", { class: "hint" }, w.others_note), groups)), this.scores(w)));
      form.append(this.panel);
      if (!this.job) this.job = new JobPanel(w);
      if (!this.coverage) this.coverage = new Coverage(w);
      this.root.replaceChildren(element("div", { class: "columns" }, form), this.job.root, this.coverage.root);
      this.root.dataset.state = "ready";
      const job = new URLSearchParams(window.location.search).get("job");
      if (job && this.job.id !== job) this.job.follow(job);
      this.check();
    }

    select(key, label, choices, value) {
      const control = element("select", { id: "ask-" + key, on: { change: () => this.changePlace() } },
        choices.map((one) => element("option", { value: one.value, selected: one.value === value }, one.label)));
      const error = element("p", { class: "wrong", hidden: true });
      return { control, error, root: element("div", { class: "field" }, element("label", { for: "ask-" + key }, label), control, error) };
    }

    number(key, label, hint, value) {
      const control = element("input", { id: "ask-" + key, type: "text", inputmode: "numeric", class: "number", value: String(value), autocomplete: "off",
        "aria-describedby": `ask-${key}-hint ask-${key}-wrong`, on: { input: () => this.changed() } });
      const error = element("p", { class: "wrong", id: `ask-${key}-wrong`, hidden: true });
      const root = element("div", { class: "field" }, element("label", { for: "ask-" + key }, label),
        element("p", { class: "hint", id: `ask-${key}-hint` }, hint), element("div", { class: "line" }, control), error);
      return { control, error, root, get value() { return control.value.trim(); } };
    }

    /* What is said beside the form: errors, cost, the queue, the button, the link. */
    side(w) {
      this.said = element("div", { class: "said", role: "status" }, element("p", { class: "quiet" }, w.checking));
      this.button = element("button", { type: "submit", class: "main", disabled: true }, w.run);
      this.link = element("input", { type: "text", readonly: true, id: "ask-link", value: "", on: { focus: (event) => event.target.select() } });
      this.copy = element("button", { type: "button", class: "plain", on: { click: () => this.copyLink() } }, w.copy);
      this.panel = element("section", { class: "panel", "aria-label": w.run_heading }, element("h2", {}, w.run_heading), this.said, this.button,
        element("div", { class: "share" }, element("label", { for: "ask-link" }, w.link_heading), element("div", { class: "line" }, this.link, this.copy)));
    }

    scores(w) {
      const name = element("input", { id: "ask-scores-name", type: "text", class: "wide", maxlength: "100", value: "" });
      const file = element("input", { id: "ask-scores-file", type: "file", accept: ".csv,text/csv" });
      const told = element("p", { class: "hint", role: "status" }, this.profile ? fill(w.scores_used, { name: this.profile.name }) : "");
      const drop = element("button", { type: "button", class: "plain", hidden: !this.profile }, w.scores_drop);
      const use = element("button", { type: "button", class: "plain" }, w.scores_use);
      const tell = (text, isWrong) => {
        told.textContent = text;
        told.className = isWrong ? "wrong" : "hint";
        drop.hidden = !this.profile;
        this.changed();
      };
      use.addEventListener("click", async () => {
        const [chosen] = file.files;
        if (!chosen) return file.focus();
        if (chosen.size > MOST_BYTES) return tell(w.scores_long, true);
        const { status, data } = await ask("/jobs/profile", { table: await chosen.text(), name: name.value.trim() || chosen.name });
        if (status !== 200) return tell(status ? data.errors.map((one) => `${one.what}; ${one.allowed}`).join(" ") : w.unreached, true);
        this.profile = data.profile;
        return tell(fill(w.scores_used, { name: data.name }), false);
      });
      drop.addEventListener("click", () => {
        this.profile = null;
        tell("", false);
      });
      return element("details", { class: "group", open: Boolean(this.profile) }, element("summary", {}, w.scores_heading), element("div", { class: "fields" },
        element("p", { class: "hint" }, w.scores_note),
        element("div", { class: "field" }, element("label", { for: "ask-scores-name" }, w.scores_name), name),
        element("div", { class: "field" }, element("label", { for: "ask-scores-file" }, w.scores_file), file),
        element("div", { class: "line" }, use, drop), told));
    }

    changes() {
      const found = {};
      for (const [key, field] of this.fields) if (field.isChanged) found[key] = field.text;
      return found;
    }

    asked() {
      const whole = (text) => (/^\d+$/.test(text) ? Number(text) : text);
      return {
        v: 1, place: this.place.control.value, policy: this.policy.control.value, settings: this.changes(),
        seeds: [whole(this.seed.value), ...this.moreSeeds], replications: whole(this.days.value),
        ...(this.profile ? { profile: this.profile } : {}),
      };
    }

    changePlace() {
      const query = new URLSearchParams({ place: this.place.control.value, policy: this.policy.control.value });
      const chosen = document.activeElement && document.activeElement.id;
      this.moved = Promise.resolve(this.moveTo("?" + query, chosen));
    }

    /* Another street or policy has other settings: those that were changed and are there too are kept. */
    async moveTo(query, focused) {
      const { status, data } = await ask("/scenario/form.json" + query);
      if (status !== 200) return this.showErrors(status ? data.errors : [{ field: "", what: this.words.unreached, allowed: "" }]);
      this.build(data);
      if (focused) document.getElementById(focused).focus();
      return undefined;
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
        const field = this.fields.get(one.field), text = one.what + (one.allowed ? "; " + one.allowed : "");
        const link = field ? element("a", { href: "#" + field.id, on: { click: (event) => this.goTo(event, field) } }, field.about.label) : null;
        return element("li", {}, link, link ? ": " : "", text);
      });
      this.said.replaceChildren(...(errors.some((one) => one.field) ? [element("p", { class: "wrong" }, head)] : []), element("ul", { class: "mistakes" }, items));
    }

    goTo(event, field) {
      event.preventDefault();
      for (let group = field.root.closest("details.group"); group; group = group.parentElement.closest("details.group")) group.open = true;
      (field.boxes ? field.boxes[0] : field.control).focus();
    }

    mark(errors) {
      const of = (key) => errors.filter((one) => one.field === key).map((one) => one.what + (one.allowed ? "; " + one.allowed : "")).join(" ");
      for (const [key, field] of this.fields) field.showError(of(key));
      for (const [key, own] of [["place", this.place], ["policy", this.policy], ["seeds", this.seed], ["replications", this.days]]) {
        own.error.textContent = of(key);
        own.error.hidden = !own.error.textContent;
      }
    }

    showCost(data) {
      const w = this.words, { cost } = data;
      this.mark([]);
      const time = (s) => (s < 90 ? fill(w.seconds, { n: Math.max(1, Math.round(s)) }) : fill(w.minutes, { n: Math.round(s / 60) }));
      const span = { low: time(cost.low_s), high: time(cost.high_s), steps: cost.steps };
      const isStored = data.stored.length === cost.steps;
      const lines = [fill(w.people, { people: Math.round(cost.people).toLocaleString("en-GB") }), fill(cost.steps > 1 ? w.cost_many : w.cost_one, span)];
      if (isStored) lines.push(w.stored);
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
      if (data.link !== this.drawn) {
        this.drawn = data.link;
        this.coverage.show(data.link);
      }
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

  whenThere('[data-form="day"]', (root) => new Scenario(root).load(window.location.search.includes("s=") ? "?s=" + encodeURIComponent(new URLSearchParams(window.location.search).get("s") || "") : ""));
})();
