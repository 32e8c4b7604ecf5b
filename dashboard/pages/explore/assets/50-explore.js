/* The page of an emulator: a control for each of its inputs, a row for each of its headlines, all made from its document. */
"use strict";
(function () {
  const C = window.passerbyControls;
  const { element, drawn, fill } = C;
  const LINES = { range: "#12436d", unchanged: "#8a9299", ink: "#0b0c0c", rule: "#c9ced3" };
  const LATER_MS = 400;
  const PAD = 0.02;
  const DIGITS = 3; /* of percentage points */

  /* --- the axis of a headline, the same whatever is asked */

  function axisOf(headline, answers) {
    const { kind, shift } = headline.scale;
    const back = (v) => (kind === "log" ? Math.max(Math.exp(v) - shift, 0) : Math.sinh(v) * shift);
    const runs = headline.values.map((v) => back(headline.mean + headline.spread * v)).concat(answers);
    const sorted = runs.slice().sort((a, b) => a - b);
    const low = sorted[0], high = sorted[sorted.length - 1];
    const size = Math.max(Math.abs(low), Math.abs(high));
    /* within a hundredth of what is largest an axis of either sign is even, further out it is of ratios */
    const bend = kind === "log" ? Math.max(shift, size / 3000) : size / 100;
    const of = kind === "log" ? (x) => Math.log(x + bend) : (x) => Math.asinh(x / bend);
    const from = of(kind === "log" ? Math.max(low, 0) : Math.min(low, 0)), to = of(kind === "log" ? high : Math.max(high, 0));
    const place = (x) => 100 * Math.min(Math.max(PAD + (1 - 2 * PAD) * ((of(x) - from) / (to - from)), 0), 1);
    return { place, ticks: ticksOf(low, high, bend, place) };
  }

  function ticksOf(low, high, bend, place) {
    const found = [0];
    for (let power = Math.floor(Math.log10(bend)); power <= Math.ceil(Math.log10(Math.max(Math.abs(low), Math.abs(high)))); power++) {
      found.push(10 ** power);
      if (low < 0) found.push(-(10 ** power));
    }
    const inside = found.filter((x) => x >= Math.min(low, 0) && x <= high * 1.0001 && place(x) >= 1 && place(x) <= 99)
      .sort((a, b) => Math.abs(b) - Math.abs(a));
    const kept = [];
    for (const x of [0, ...inside]) {
      const at = place(x);
      if (at >= 0 && at <= 100 && kept.every((other) => Math.abs(place(other) - at) > 9)) kept.push(x);
    }
    return kept;
  }

  /* --- one headline */

  class Row {
    constructor(headline, axis, unchanged, words) {
      Object.assign(this, { headline, axis, unchanged, words });
      this.isSigned = headline.scale.kind !== "log";
      this.number = (x) => (this.isSigned ? C.signed(x, DIGITS) : C.countText(Math.abs(x) < 1e-4 ? 0 : x));
      this.range = element("strong", { class: "range" });
      this.middle = element("span", { class: "middle" });
      this.was = element("p", { class: "was" });
      this.error = element("p", { class: "error" });
      this.picture = drawn("svg", { class: "bars", height: 58, role: "img" });
      this.element = element("li", { class: "outcome" },
        element("h3", {}, headline.label, element("span", { class: "unit" }, " " + headline.unit)),
        element("p", { class: "now" }, this.range, " ", this.middle), this.picture, this.was, this.error);
      if (unchanged) this.was.textContent = fill(words.was, { low: this.number(unchanged.low), high: this.number(unchanged.high) });
    }

    show(answer) {
      const w = this.words, n = this.number;
      const isRefused = answer instanceof Error;
      this.element.classList.toggle("refused", isRefused);
      if (isRefused) {
        this.range.textContent = w.refused;
        this.middle.textContent = answer.message.replace(/^[^:]*: /, "") + ".";
        this.error.textContent = "";
      } else {
        this.range.textContent = fill(w.range, { low: n(answer.low), high: n(answer.high) });
        this.middle.textContent = fill(w.middle, { value: n(answer.value) });
        this.error.textContent = fill(w.error, {
          low: n(answer.error_low), high: n(answer.error_high), off: C.plain(answer.held_out), unit: answer.unit,
        });
      }
      this.draw(isRefused ? null : answer);
    }

    draw(answer) {
      const at = (x) => this.axis.place(x) + "%";
      const parts = [];
      for (const tick of this.axis.ticks) {
        parts.push(drawn("line", { x1: at(tick), x2: at(tick), y1: 0, y2: 36, stroke: LINES.rule, "stroke-width": 1 }));
        const end = this.axis.place(tick) > 92 ? "end" : this.axis.place(tick) < 4 ? "start" : "middle";
        parts.push(drawn("text", { x: at(tick), y: 52, "text-anchor": end }, this.isSigned ? C.signed(tick, Math.max(0, -Math.floor(Math.log10(Math.abs(tick) || 1)))) : C.countText(tick)));
      }
      const bar = (one, y, height, colour) => drawn("rect", {
        x: at(one.low), width: Math.max(this.axis.place(one.high) - this.axis.place(one.low), 0.6) + "%", y, height, fill: colour,
      });
      if (this.unchanged) {
        const middle = at(this.unchanged.value);
        parts.push(bar(this.unchanged, 26, 6, LINES.unchanged));
        parts.push(drawn("line", { x1: middle, x2: middle, y1: 23, y2: 35, stroke: LINES.ink, "stroke-width": 2 }));
      }
      if (answer) {
        parts.push(bar(answer, 4, 14, LINES.range));
        parts.push(drawn("line", { x1: at(answer.error_low), x2: at(answer.error_high), y1: 11, y2: 11, stroke: "#fff", "stroke-width": 3 }));
        parts.push(drawn("circle", { cx: at(answer.value), cy: 11, r: 5, fill: "#fff", stroke: LINES.ink, "stroke-width": 2 }));
      }
      this.picture.replaceChildren(...parts);
      this.picture.setAttribute("aria-label", answer ? this.said(answer) : this.words.refused);
    }

    said(answer) {
      const n = this.number;
      return fill(this.words.said, {
        label: this.headline.label, unit: answer.unit, low: n(answer.low), high: n(answer.high), value: n(answer.value),
      });
    }
  }

  /* --- the page */

  class Explore {
    constructor(root, about, document_) {
      Object.assign(this, { root, about, words: about.words, document: document_ });
      this.emulator = window.passerbyEmulator.prepare(document_);
      this.inputs = [...document_.sliders, ...document_.choices];
      this.given = this.ofAddress();
      const unchanged = this.emulator.each({}).map((one) => (one instanceof Error ? null : one));
      const edges = unchanged.map((one) => (one ? [one.low, one.high] : []));
      this.rows = document_.headlines.map(
        (headline, h) => new Row(headline, axisOf(headline, edges[h]), unchanged[h], this.words));
      this.unchanged = unchanged;
      this.build();
      this.sayLater = C.later(() => this.say(), 700);
      this.exactLater = C.later(() => this.exact.update(this.given), LATER_MS);
      this.update();
    }

    ofAddress() {
      const state = C.stateOf();
      return Object.fromEntries(this.inputs.filter((one) => one.name in state).map((one) => [one.name, state[one.name]]));
    }

    levelText(level) {
      return this.about.levels[level] || (level.charAt(0).toUpperCase() + level.slice(1)).replace(/\+/g, " and ").replace(/_/g, " ");
    }

    controlOf(one) {
      const id = "input-" + one.name;
      if (one.levels) {
        const options = one.levels.map((level) => [level, this.levelText(level)]);
        const value = this.given[one.name] || one.given;
        return C.choice({ id, label: one.label, options, value, onChange: (level) => this.set(one, level === one.given ? null : level) });
      }
      const isShare = one.unit.startsWith("share of ");
      const unit = isShare ? this.about.as_share + one.unit.slice("share of ".length) : this.about.units[one.unit] || one.unit;
      const had = this.given[one.name];
      return C.slider({
        id, label: one.label, unit, low: one.low, high: one.high, scale: one.scale, isWhole: one.is_whole,
        value: had === undefined ? this.ownOf(one) : Number.isNaN(Number(had)) ? had : Number(had),
        given: one.given, factor: isShare ? 100 : 1, onChange: (value) => this.set(one, value),
      });
    }

    /* What a slider is where it is not set: with another profile some are otherwise. */
    ownOf(one) {
      const profile = this.given.profile;
      return profile in one.given_with ? one.given_with[profile] : one.given;
    }

    set(one, value) {
      if (value === null || (one.levels === undefined && value === this.ownOf(one))) delete this.given[one.name];
      else this.given[one.name] = value;
      C.keep({ [one.name]: one.name in this.given ? String(this.given[one.name]) : null });
      if (one.name === "profile") {
        for (const other of this.document.sliders) if (!(other.name in this.given)) this.controls[other.name].set(this.ownOf(other));
      }
      this.update();
    }

    reset() {
      C.keep(Object.fromEntries(Object.keys(this.given).map((name) => [name, null])));
      this.given = {};
      for (const one of this.inputs) {
        this.controls[one.name].set(one.levels ? one.given : this.ownOf(one));
        this.controls[one.name].refuse(null);
      }
      this.update();
    }

    build() {
      const w = this.words;
      this.controls = Object.fromEntries(this.inputs.map((one) => [one.name, this.controlOf(one)]));
      this.count = element("p", { class: "count" });
      this.status = element("p", { class: "aside", role: "status" });
      this.fault = element("p", { class: "fault", hidden: true });
      const swatch = (name) => element("i", { class: "swatch " + name, "aria-hidden": "true" });
      const key = element("ul", { class: "key" },
        element("li", {}, swatch("range"), w.key_range), element("li", {}, swatch("middle"), w.key_middle),
        element("li", {}, swatch("error"), w.key_error), element("li", {}, swatch("was"), w.key_unchanged));
      const outcomes = element("section", { class: "outcomes", "aria-label": w.outcomes },
        element("h2", {}, w.outcomes), this.fault, element("ul", { class: "rows" }, ...this.rows.map((row) => row.element)), key,
        this.status, this.tableBehind());
      const form = element("section", { class: "settings", "aria-label": w.settings },
        element("h2", {}, w.settings),
        element("div", { class: "bar" }, this.count,
          element("button", { type: "button", class: "button", on: { click: () => this.reset() } }, w.reset)),
        this.documents(), ...this.fieldsets());
      this.exact = new window.passerbyExact(this.about, (given) => this.told(given));
      this.root.replaceChildren(element("div", { class: "both" }, outcomes, form), this.exact.element);
    }

    /* A choice of the emulator, where more than one came with the product. */
    documents() {
      const names = Object.keys(this.about.others);
      if (names.length < 2) return null;
      return C.choice({
        id: "emulator", label: this.words.document, value: this.about.emulator,
        options: names.map((name) => [name, this.about.others[name]]),
        onChange: (name) => { window.location.search = "?emulator=" + encodeURIComponent(name); },
      }).element;
    }

    fieldsets() {
      const placed = new Set(Object.values(this.about.sections).flat());
      const sections = [...Object.entries(this.about.sections), [this.about.other, this.inputs.map((one) => one.name).filter((name) => !placed.has(name))]];
      return sections.map(([title, names]) => {
        const here = names.filter((name) => name in this.controls);
        return here.length ? element("fieldset", {}, element("legend", {}, title), ...here.map((name) => this.controls[name].element)) : null;
      });
    }

    tableBehind() {
      this.cells = this.rows.map(() => this.about.columns.slice(1).map(() => element("td")));
      const head = element("tr", {}, ...this.about.columns.map((text) => element(text ? "th" : "td", text ? { scope: "col" } : {}, text)));
      const body = this.rows.map((row, h) => element("tr", {},
        element("th", { scope: "row" }, `${row.headline.label}, ${row.headline.unit}`), ...this.cells[h]));
      const table = element("table", {}, element("caption", {}, this.words.table), element("thead", {}, head), element("tbody", {}, ...body));
      const box = element("div", { class: "scroll", role: "region", tabindex: 0, "aria-label": this.words.table }, table);
      return element("details", { class: "behind" }, element("summary", {}, this.words.behind), box);
    }

    /* Ask the emulator, and show what it says; an input that it refuses is told beside its control. */
    update() {
      const w = this.words;
      for (const control of Object.values(this.controls)) control.refuse(null);
      let answers;
      try {
        answers = this.emulator.each(this.given);
        this.fault.hidden = true;
      } catch (error) {
        if (!(error instanceof window.passerbyEmulator.Refused)) throw error;
        answers = this.rows.map(() => error);
        const one = this.inputs.find((input) => input.name === error.input);
        const what = error.message.replace(/^[^:]*: /, "");
        this.fault.hidden = false;
        this.fault.textContent = `${w.all_refused} ${one ? one.label : error.input}: ${what}.`;
        if (this.controls[error.input]) this.controls[error.input].refuse(what + ".");
      }
      this.answers = answers;
      this.rows.forEach((row, h) => {
        row.show(answers[h]);
        this.fillCells(row, h, answers[h]);
      });
      const n = Object.keys(this.given).length;
      this.count.textContent = fill(n === 0 ? w.none_set : n === 1 ? w.one_set : w.is_set, { n, of: this.inputs.length });
      this.link();
      this.sayLater();
      this.exactLater();
      this.root.dataset.state = "ready";
    }

    /* What is taken away is of the settings that are set. */
    link() {
      const query = new URLSearchParams(this.given), asked = String(query) && "?" + query;
      for (const one of document.querySelectorAll(".takeaway a[href*='/bars.']")) one.search = query;
      for (const one of document.querySelectorAll(".takeaway .citation")) {
        one.textContent = one.textContent.replace(/(\/bars\.json)(\?\S*)?$/, (_, address) => address + asked);
      }
    }

    fillCells(row, h, answer) {
      const n = row.number, was = this.unchanged[h], to = (low, high) => fill(this.words.range, { low: n(low), high: n(high) });
      const now = answer instanceof Error ? [this.words.refused, "–", null, null, "–"]
        : [n(answer.value), to(answer.low, answer.high), null, null, to(answer.error_low, answer.error_high)];
      now[2] = was ? n(was.value) : "–";
      now[3] = was ? to(was.low, was.high) : "–";
      this.cells[h].forEach((cell, k) => { cell.textContent = now[k]; });
    }

    /* Tell a screen reader, once the moving has ended. */
    say() {
      const said = this.answers.map((answer, h) => (answer instanceof Error ? `${this.rows[h].headline.label}: ${this.words.refused}.` : this.rows[h].said(answer)));
      this.status.textContent = said.join(" ");
    }

    /* What the emulator says of a run as given, with the headline and how its numbers are written. */
    told(given) {
      const answers = this.emulator.each(given);
      return this.rows.map(({ headline, number }, h) => {
        const { label, unit, name, estimator } = headline;
        return { headline: { label, unit, name, estimator }, number, answer: answers[h] instanceof Error ? null : answers[h] };
      });
    }
  }

  async function start(root, about) {
    root.dataset.state = "loading";
    root.replaceChildren(element("p", { class: "loading", role: "status" }, about.words.loading));
    try {
      const answer = await fetch(window.passerby.at(`/emulators/${encodeURIComponent(about.emulator)}.json`));
      const page = new Explore(root, about, await answer.json());
      window.passerbyExplore = page;
    } catch (error) {
      root.dataset.state = "failed";
      root.replaceChildren(element("p", { class: "loading", role: "alert" }, about.words.failed));
      throw error;
    }
  }

  C.onContent("data-explore", start);
})();
