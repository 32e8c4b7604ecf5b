/* Every headline of a day at a threshold that is moved, from a table that is exact at its thresholds (sim/store/thresholds.py). */
"use strict";
(function () {
  const C = window.passerbyControls;
  const { element, drawn, fill } = C;
  const BLUE = "#12436d", PLUM = "#801650", GREY = "#8a9299", RULE = "#dfe3e7", INK = "#0b0c0c";
  const TAIL = 0.05, DIGITS = 3;

  /* The smallest count that a Poisson number of this mean is at or below with a chance of q (sim/metrics/metric.py). */
  function poisson(mean, q) {
    if (mean <= 0) return 0;
    if (mean > 700) return Math.round(mean + (q < 0.5 ? -1 : 1) * 1.6448536269514722 * Math.sqrt(mean));
    let term = Math.exp(-mean), sum = term, n = 0;
    while (sum < q - 1e-12) sum += term *= mean / ++n;
    return n;
  }

  class Thresholds {
    constructor(root, about, table) {
      Object.assign(this, { root, about, words: about.words, table });
      const [low] = table.thresholds, high = table.thresholds[table.thresholds.length - 1];
      Object.assign(this, { low, high });
      const state = C.stateOf(), asked = Number(state.threshold);
      this.threshold = state.threshold && asked >= low && asked <= high ? asked : about.own;
      this.group = table.groups.includes(state.people) ? state.people : "all";
      this.build();
      this.sayLater = C.later(() => this.say(), 700);
      this.update();
      this.trust.load();
      C.onWidth(this.picture, () => this.draw());
    }

    /* An expected number at a threshold: rare ones are interpolated by their ratios. */
    at(name, threshold, group = this.group) {
      const { thresholds, groups, expected } = this.table, row = expected[name][groups.indexOf(group)];
      let k = 1;
      while (k < thresholds.length - 1 && thresholds[k] < threshold) k++;
      const share = Math.min(Math.max((threshold - thresholds[k - 1]) / (thresholds[k] - thresholds[k - 1]), 0), 1);
      const [before, after] = [row[k - 1], row[k]];
      if (before > 0 && after > 0) return before * (after / before) ** share;
      return before + share * (after - before);
    }

    rate(kind, threshold, group) {
      const [hits, of] = kind === "fpir" ? ["other_hits", "other_searches"] : ["listed_hits", "listed_searches"];
      const searches = this.at(of, threshold, group);
      return searches ? this.at(hits, threshold, group) / searches : 0;
    }

    build() {
      const w = this.words, { own } = this.about;
      this.slider = C.slider({
        id: "threshold", label: w.threshold, unit: w.unit, low: this.low, high: this.high, scale: "linear", isWhole: false,
        value: this.threshold, given: own, onChange: (value) => this.set(value), text: (value) => C.significant(value, DIGITS + 1) + " " + w.unit,
      });
      const people = C.choice({
        id: "people", label: w.group, value: this.group, options: this.table.groups.map((name) => [name, this.about.labels[name]]),
        onChange: (name) => { this.group = name; C.keep({ people: name }); this.update(); },
      });
      const back = element("button", { type: "button", class: "button", on: { click: () => this.set(own) } }, fill(w.own, { own }));
      this.cells = {};
      const card = (name, label) => {
        const one = { value: element("strong"), range: element("p", { class: "small" }), rate: element("p", { class: "small" }), was: element("p", { class: "small" }) };
        this.cells[name] = one;
        return element("li", {}, element("h4", {}, label), element("p", { class: "value" }, one.value), one.range, one.rate, one.was);
      };
      this.trust = new window.passerbyTrust(this.about.trust, this.about.trust_words);
      this.picture = drawn("svg", { class: "det", role: "img", height: 360 });
      this.status = element("p", { class: "aside", role: "status" });
      this.root.replaceChildren(
        element("p", { class: "measure" }, fill(w.note, { n: C.whole(this.about.references), points: this.table.thresholds.length })),
        element("div", { class: "controls" }, this.slider.element, people.element, back),
        element("h3", {}, w.rates), element("ul", { class: "cards two-cards" }, card("fpir", w.fpir), card("tpir", w.tpir)),
        element("h3", {}, w.day), element("ul", { class: "cards" }, ...Object.entries(this.about.headlines).map(([name, label]) => card(name, label))),
        this.trust.element, this.status,
        element("details", { class: "behind wide" }, element("summary", {}, element("h3", {}, w.det)), element("p", { class: "measure" }, w.det_note),
          this.picture, this.behind()));
    }

    behind() {
      this.caption = element("caption");
      this.body = element("tbody");
      this.box = element("div", { class: "scroll", role: "region", tabindex: 0 }, element("table", {}, this.caption,
        element("thead", {}, element("tr", {}, ...this.about.columns.map((text) => element("th", { scope: "col" }, text)))), this.body));
      return element("details", { class: "behind" }, element("summary", {}, this.words.behind), this.box);
    }

    set(value) {
      const isOne = typeof value === "number" && value >= this.low && value <= this.high;
      this.slider.refuse(isOne ? null : `${C.significant(this.low, DIGITS)} to ${C.significant(this.high, DIGITS)}`);
      if (!isOne) return;
      this.threshold = value;
      this.slider.set(value);
      C.keep({ threshold: value === this.about.own ? null : String(value) });
      this.update();
    }

    update() {
      const w = this.words, t = this.threshold, { own } = this.about;
      for (const kind of ["fpir", "tpir"]) {
        const text = (threshold) => {
          const rate = this.rate(kind, threshold);
          return kind === "fpir" ? fill(w.fpir_people, { n: C.plain(1e5 * rate) }) : fill(w.tpir_people, { n: C.plain(100 * rate) });
        };
        const rate = this.rate(kind, t), cell = this.cells[kind];
        const [hits, of] = kind === "fpir" ? ["other_hits", "other_searches"] : ["listed_hits", "listed_searches"];
        cell.value.textContent = text(t);
        cell.range.textContent = `${C.inFrequencies(rate)}; ${C.percent(rate)}`;
        cell.rate.textContent = fill(w.expected_of, { n: C.countText(this.at(hits, t)), of: C.countText(this.at(of, t)) });
        cell.was.textContent = fill(w.was, { own, value: text(own) });
      }
      for (const name of Object.keys(this.about.headlines)) this.headline(name, t);
      this.trust.update(t);
      if (this.tableOf !== this.group) this.fillTable();
      this.draw();
      this.sayLater();
      this.root.dataset.state = "ready";
    }

    headline(name, t) {
      const w = this.words, cell = this.cells[name], value = this.at(name, t), against = this.about.of_all[name];
      cell.value.textContent = C.countText(C.significant(value, DIGITS));
      cell.range.textContent = fill(w.days, { low: C.whole(poisson(value, TAIL)), high: C.whole(poisson(value, 1 - TAIL)) });
      const of = against ? this.at(against[0], t) : 0;
      cell.rate.textContent = of ? fill(w.per, { one: `${C.inFrequencies(Math.min(value / of, 1))}, ${C.percent(value / of)}`, what: against[1] }) : "";
      cell.was.textContent = fill(w.was, { own: this.about.own, value: C.countText(C.significant(this.at(name, this.about.own), DIGITS)) });
    }

    fillTable() {
      this.tableOf = this.group;
      const title = fill(this.words.table, { group: this.about.labels[this.group] });
      this.caption.textContent = title;
      this.box.setAttribute("aria-label", title);
      this.body.replaceChildren(...this.table.thresholds.map((t) => element("tr", {},
        element("th", { scope: "row" }, String(C.significant(t, 4))),
        ...[C.plain(1e5 * this.rate("fpir", t)), C.plain(100 * this.rate("tpir", t)),
          ...Object.keys(this.about.headlines).map((name) => C.countText(C.significant(this.at(name, t), DIGITS)))].map((text) => element("td", {}, text)))));
    }

    /* --- the DET curve: people on both axes */

    draw() {
      const width = this.picture.clientWidth || 600, height = 360, isNarrow = width < 520;
      const left = 46, right = 16, top = 50, bottom = 52;
      const rates = this.table.thresholds.map((t) => [this.rate("fpir", t, "all"), this.rate("tpir", t, "all")]);
      const own = this.table.thresholds.map((t) => [this.rate("fpir", t), this.rate("tpir", t)]);
      const all = [...rates, ...own].filter(([f]) => f > 0);
      const most = Math.ceil(Math.log10(Math.max(...all.map(([f]) => f)) * 1e5) - 1e-9);
      const least = Math.max(Math.floor(Math.log10(Math.min(...all.map(([f]) => f)) * 1e5) + 1e-9), most - 8);
      const floor = Math.max(Math.floor(10 * Math.min(...all.map(([, v]) => v)) - 0.5) / 10, 0);
      const x = (f) => left + ((width - left - right) * (most - Math.log10(f * 1e5))) / (most - least);
      const y = (v) => top + ((height - top - bottom) * (1 - v)) / (1 - floor);
      const w = this.words, parts = [];
      const text = (at, up, anchor, what, extra) => drawn("text", { x: at, y: up, "text-anchor": anchor, ...extra }, what);
      for (let power = most; power >= least; power--) {
        const at = x(10 ** (power - 5));
        parts.push(drawn("line", { x1: at, x2: at, y1: top, y2: height - bottom, stroke: RULE }));
        if (isNarrow && (most - power) % 2) continue;
        const anchor = power === least ? "end" : power === most ? "start" : "middle";
        parts.push(text(at, height - bottom + 18, anchor, power >= 0 ? C.whole(10 ** power) : String(C.significant(10 ** power, 1))));
        parts.push(text(at, top - 8, anchor, short(10 ** (5 - power))));
      }
      const step = 1 - floor > 0.5 ? 0.2 : 0.1;
      for (let v = 1; v > floor - 1e-9; v -= step) {
        parts.push(drawn("line", { x1: left, x2: width - right, y1: y(v), y2: y(v), stroke: RULE }));
        parts.push(text(left - 8, y(v) + 5, "end", C.plain(100 * v)));
      }
      parts.push(text(left, height - 10, "start", w.det_x, { class: "axis" }), text(left, 16, "start", w.det_top, { class: "axis" }));
      const line = (points, colour, thick) => drawn("path", {
        d: points.filter(([f]) => f >= 10 ** (least - 5)).map(([f, v], k) => `${k ? "L" : "M"}${x(f).toFixed(1)} ${y(v).toFixed(1)}`).join(""),
        fill: "none", stroke: colour, "stroke-width": thick,
      });
      parts.push(line(rates, this.group === "all" ? BLUE : GREY, this.group === "all" ? 3 : 5));
      if (this.group !== "all") parts.push(line(own, PLUM, 2.5), ...this.names(rates, own, (f) => x(Math.max(f, 10 ** (least - 5))), y, text));
      const mark = (t, r, extra) => {
        const f = this.rate("fpir", t);
        if (f >= 10 ** (least - 5)) parts.push(drawn("circle", { cx: x(f), cy: y(this.rate("tpir", t)), r, ...extra }));
      };
      mark(this.about.own, 8, { fill: "none", stroke: INK, "stroke-width": 2 });
      mark(this.threshold, 5, { fill: INK });
      this.picture.replaceChildren(...parts);
      this.picture.setAttribute("aria-label", fill(w.det_label, {
        group: this.about.labels[this.group], threshold: C.significant(this.threshold, 4),
        fpir: C.plain(1e5 * this.rate("fpir", this.threshold)), tpir: C.plain(100 * this.rate("tpir", this.threshold)),
      }));
    }

    /* Whose curve is whose, where each begins. */
    names(rates, own, x, y, text) {
      const [[f, v], [g, u]] = [rates[0], own[0]], isAbove = v > u || (v === u && f > g);
      return [
        text(x(f) + 8, y(v) + (isAbove ? -8 : 22), "start", this.about.labels.all),
        text(x(g) + 8, y(u) + (isAbove ? 22 : -8), "start", this.about.labels[this.group]),
      ];
    }

    say() {
      const texts = Object.entries(this.about.headlines).map(([name, label]) => `${label} ${this.cells[name].value.textContent}`).join(", ");
      this.status.textContent = fill(this.words.said, { threshold: C.significant(this.threshold, 4), texts });
    }
  }

  /* 1,000,000 as 1m, so that the marks of an axis stand beside one another. */
  function short(n) {
    if (n >= 1e9) return C.plain(n / 1e9) + "bn";
    if (n >= 1e6) return C.plain(n / 1e6) + "m";
    return C.whole(n);
  }

  async function start(root, about) {
    root.dataset.state = "loading";
    root.replaceChildren(element("p", { class: "loading", role: "status" }, about.words.loading));
    try {
      const answer = await fetch(window.passerby.at(`/runs/${encodeURIComponent(about.run)}/thresholds.json`));
      const table = await answer.json();
      if (!answer.ok) throw new Error(table.why);
      if (root.dataset.pipeline && JSON.parse(root.dataset.pipeline).run !== about.run) return;
      window.passerbyThresholds = new Thresholds(root, about, table);
    } catch (error) {
      root.dataset.state = "failed";
      root.replaceChildren(element("p", { class: "loading", role: "alert" }, about.words.failed));
      throw error;
    }
  }

  C.onContent("data-pipeline", start);
})();
