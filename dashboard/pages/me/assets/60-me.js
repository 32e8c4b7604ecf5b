/* Chances in a year for somebody who passes so often, by the formula of dashboard/pages/me/chances.py, which explains it. */
"use strict";
(function () {
  const C = window.passerbyControls;
  const { element, drawn, fill } = C;
  const WEEKS = 365.25 / 7;
  const PEOPLE = 100000, SIDE = 100, MOST_MARKS = 400, GAP = 6, NEARLY_ALL = 0.999;
  const DOT = "#8a9299", MARK = "#801650";
  const EVENTS = ["scan", "alert", "wrongful", "stop"];

  const inYear = (chance, passes) => -Math.expm1(passes * Math.log1p(-Math.min(chance, 1)));

  /* Of one group: [chance, low, high] of each kind of event, null where it or its range is not known. */
  function chancesOf(group, passes) {
    const range = (chance) => [chance, ...(group.known || [null, null]).map((times) => (times === null ? null : chance * times))];
    const year = (three) => three.map((one) => (one === null ? null : inYear(one, passes)));
    const share = group.listed / (group.visits + group.listed) || 0;
    const wrongful = year(range(group.false_stops / group.visits));
    const listed = group.listed ? inYear(group.listed_stops / group.listed, passes) : 0;
    return {
      scan: group.scan ? year(group.scan) : null,
      alert: year(range(group.false_alerts / group.visits)),
      wrongful,
      stop: [share * listed + (1 - share) * wrongful[0], null, null],
    };
  }

  /* Places of marks among 100,000 dots: scattered, the same each time, the first of many those of few. */
  function placesOf(n) {
    const found = [], taken = new Set();
    for (let k = 1; found.length < n; k++) {
      const at = mixed(k) % PEOPLE;
      if (taken.has(at)) continue;
      taken.add(at);
      found.push(at);
    }
    return found;
  }

  /* The bits of a number of 32 bits well mixed (the last steps of MurmurHash3, Appleby 2011). */
  function mixed(k) {
    let bits = Math.imul(k ^ (k >>> 16), 0x85ebca6b);
    bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
    return (bits ^ (bits >>> 16)) >>> 0;
  }

  /* Dots an exact number of the screen's points apart: otherwise they blur into bands. */
  function pitchOf(width, across) {
    const points = window.devicePixelRatio || 1;
    return Math.max(Math.floor(((width - GAP * (across - 1)) / across / SIDE) * points), 1) / points;
  }

  class Me {
    constructor(root, about) {
      Object.assign(this, { root, about, words: about.words });
      const state = C.stateOf(), { per_week, deployments } = about.habit;
      const whole = (text, { low, high, given }) => (/^\d+$/.test(text || "") && Number(text) >= low && Number(text) <= high ? Number(text) : given);
      this.perWeek = whole(state.k, per_week);
      this.deployments = whole(state.n, deployments);
      this.group = (about.groups.find((one) => one.name === state.group) || about.groups[0]).name;
      this.event = EVENTS.includes(state.event) ? state.event : "wrongful";
      this.build();
      this.sayLater = C.later(() => this.say(), 700);
      this.update();
      C.onWidth(this.picture, () => this.draw());
    }

    build() {
      const w = this.words, { per_week, deployments } = this.about.habit;
      const moved = (name, key) => (value) => {
        if (typeof value !== "number" || !Number.isInteger(value) || value < this.bounds(key).low || value > this.bounds(key).high) {
          this.controls[key].refuse(`${this.bounds(key).low} to ${this.bounds(key).high}`);
          return;
        }
        this.controls[key].refuse(null);
        this[name] = value;
        this.controls[key].set(value);
        C.keep({ [key]: String(value) });
        this.update();
      };
      this.controls = {
        k: C.slider({ id: "per-week", label: w.per_week, unit: w.per_week_unit, ...ends(per_week), value: this.perWeek, given: null, onChange: moved("perWeek", "k") }),
        n: C.slider({ id: "deployments", label: w.deployments, unit: w.deployments_unit, ...ends(deployments), value: this.deployments, given: deployments.given, about: w.deployments_about, onChange: moved("deployments", "n") }),
        group: C.choice({ id: "group", label: w.group, value: this.group, options: this.about.groups.map((one) => [one.name, one.label]), onChange: this.chosen("group") }),
        event: C.choice({ id: "event", label: this.about.picture.show, value: this.event, options: EVENTS.map((name) => [name, this.about.events[name]]), onChange: this.chosen("event") }),
      };
      this.passes = element("p", { class: "measure quiet" });
      this.status = element("p", { class: "aside", role: "status" });
      this.answers = Object.fromEntries(EVENTS.map((name) => [name, this.answer(name)]));
      this.picture = drawn("svg", { class: "people", role: "img" });
      this.caption = element("p", { class: "reading" });
      const p = this.about.picture;
      this.root.replaceChildren(
        element("section", { "aria-label": w.settings, class: "habits" }, this.controls.k.element, this.controls.n.element, this.controls.group.element),
        element("section", {}, element("h2", {}, w.answers), this.passes, element("ul", { class: "chances" }, ...EVENTS.map((name) => this.answers[name].element)), this.status),
        element("section", {}, element("h2", {}, p.heading), element("p", { class: "measure" }, p.note),
          element("div", { class: "show" }, this.controls.event.element), this.caption, this.picture, this.key()),
        element("section", { class: "folded" }, element("details", { class: "fold wide" }, element("summary", {}, element("h2", {}, w.by_group)),
          element("p", { class: "measure" }, w.by_group_note), this.table())),
      );
    }

    bounds(key) {
      return this.about.habit[key === "k" ? "per_week" : "deployments"];
    }

    chosen(name) {
      return (value) => {
        this[name] = value;
        C.keep({ [name]: value });
        this.update();
      };
    }

    answer(name) {
      const one = element("strong"), share = element("span", { class: "share" }), range = element("p", { class: "quiet small" });
      const of = element("p", { class: "quiet small" });
      return { one, share, range, of, element: element("li", { class: name === "wrongful" ? "first" : null }, element("h3", {}, this.about.events[name]),
        element("p", { class: "value" }, one, " ", share), range, of) };
    }

    key() {
      const p = this.about.picture;
      const item = (name, text) => element("li", { class: name }, element("i", { class: "swatch " + name, "aria-hidden": "true" }), text);
      return element("ul", { class: "key" }, item("dot", p.key_dot), item("mark", p.key_mark), item("ring", p.key_ring));
    }

    table() {
      this.cells = this.about.groups.map(() => this.about.columns.slice(1).map(() => element("td")));
      const head = element("tr", {}, ...this.about.columns.map((text) => element(text ? "th" : "td", text ? { scope: "col" } : {}, text)));
      this.lines = this.about.groups.map((group, g) => element("tr", {}, element("th", { scope: "row" }, group.label), ...this.cells[g]));
      return element("div", { class: "scroll", role: "region", tabindex: 0, "aria-label": this.words.table },
        element("table", {}, element("caption", {}, this.words.table), element("thead", {}, head), element("tbody", {}, ...this.lines)));
    }

    get inYear() {
      return this.perWeek * WEEKS;
    }

    get watched() {
      return (this.perWeek * this.deployments * this.about.watched) / 7;
    }

    update() {
      const group = this.about.groups.find((one) => one.name === this.group), w = this.words;
      this.found = Object.fromEntries(this.about.groups.map((one) => [one.name, chancesOf(one, this.watched)]));
      this.passes.textContent = fill(w.passes, { passes: C.plain(this.watched), all: C.whole(this.inYear) });
      for (const name of EVENTS) this.tell(name, group, this.found[this.group][name]);
      this.about.groups.forEach((one, g) => this.line(one, g));
      this.draw();
      this.link();
      this.sayLater();
      this.root.dataset.state = "ready";
    }

    tell(name, group, found) {
      const { one, share, range, of } = this.answers[name], w = this.words;
      one.textContent = found ? this.often(found[0]) : "–";
      share.textContent = found ? this.share(found[0]) : w.none;
      range.textContent = !found ? "" : found[1] !== null ? this.range(found) : name === "stop" ? w.no_range : w.unknown_range;
      of.textContent = !found ? "" : this.restsOn(name, group);
    }

    often(share) {
      return share > NEARLY_ALL ? this.words.nearly_all : C.inFrequencies(share);
    }

    share(share) {
      return share > NEARLY_ALL ? this.words.nearly_all_share : C.percent(share);
    }

    range([, low, high]) {
      if (low > NEARLY_ALL) return this.words.nearly_all;
      return fill(this.words.range, { low: this.often(low), high: this.often(high) });
    }

    restsOn(name, group) {
      const of = C.whole(group.visits), w = this.words;
      if (name === "scan") return fill(w.counted, { n: C.whole(group.scanned[0]), of: C.whole(group.scanned[1]) });
      if (name === "alert") return fill(w.of, { n: C.countText(group.false_alerts), of });
      if (name === "wrongful") return fill(w.of, { n: C.countText(group.false_stops), of });
      return fill(w.of, { n: C.countText(group.false_stops + group.listed_stops), of: C.whole(group.visits + group.listed) });
    }

    line(group, g) {
      const found = this.found[group.name];
      const both = (three) => (three ? [this.often(three[0]), element("br"), element("span", { class: "quiet" }, this.share(three[0]))] : ["–"]);
      const texts = [both(found.scan), both(found.alert), both(found.wrongful), [found.wrongful[1] === null ? "–" : this.range(found.wrongful)], both(found.stop),
        [`${C.countText(group.false_stops)} / ${C.whole(group.visits)}`]];
      this.cells[g].forEach((cell, k) => cell.replaceChildren(...texts[k]));
      this.lines[g].classList.toggle("chosen", group.name === this.group);
    }

    /* --- 100,000 people */

    draw() {
      const width = this.picture.clientWidth || 600, p = this.about.picture;
      const found = this.found[this.group][this.event];
      const across = width < 600 ? 2 : 5, down = 10 / across;
      const dot = pitchOf(width, across), side = dot * SIDE, height = side * down + GAP * (down - 1);
      this.picture.setAttribute("height", height);
      const corner = (block) => [(block % across) * (side + GAP), Math.floor(block / across) * (side + GAP)];
      const pattern = (id, colour, size) => drawn("pattern", { id, width: dot, height: dot, patternUnits: "userSpaceOnUse" },
        drawn("rect", { width: dot * size, height: dot * size, fill: colour }));
      const parts = [drawn("defs", {}, pattern("me-dot", DOT, 0.5), pattern("me-mark", MARK, 0.8))];
      const middle = found ? Math.round(found[0] * PEOPLE) : 0;
      const high = found && found[2] !== null ? Math.max(Math.round(found[2] * PEOPLE), middle) : middle;
      const isMany = high > MOST_MARKS;
      for (let block = 0; block < 10; block++) {
        const [x, y] = corner(block), here = isMany ? Math.min(Math.max(middle - block * SIDE * SIDE, 0), SIDE * SIDE) : 0;
        const rows = Math.floor(here / SIDE), rest = here % SIDE, inner = drawn("g", { transform: `translate(${x} ${y})` });
        const part = (id, left, top, w, h) => { if (w > 0 && h > 0) inner.append(drawn("rect", { x: left * dot, y: top * dot, width: w * dot, height: h * dot, fill: `url(#${id})` })); };
        part("me-mark", 0, 0, SIDE, rows);
        part("me-mark", 0, rows, rest, 1);
        part("me-dot", rest, rows, SIDE - rest, rest ? 1 : 0);
        part("me-dot", 0, rows + (rest ? 1 : 0), SIDE, SIDE - rows - (rest ? 1 : 0));
        parts.push(inner);
      }
      if (!isMany) {
        placesOf(high).forEach((at, k) => {
          const [x, y] = corner(Math.floor(at / (SIDE * SIDE))), inside = at % (SIDE * SIDE);
          const cx = x + ((inside % SIDE) + 0.5) * dot, cy = y + (Math.floor(inside / SIDE) + 0.5) * dot;
          parts.push(drawn("circle", k < middle
            ? { cx, cy, r: 5, fill: MARK, stroke: "#fff", "stroke-width": 1.5 }
            : { cx, cy, r: 4.5, fill: "#fff", stroke: MARK, "stroke-width": 2 }));
        });
      }
      this.picture.replaceChildren(...parts);
      const text = this.counted(found);
      this.caption.textContent = `${this.about.events[this.event]}: ${text}`;
      this.picture.setAttribute("aria-label", fill(p.label, { event: this.about.events[this.event], text }));
      this.root.querySelector("li.ring").hidden = isMany || high === middle;
    }

    counted(found) {
      const p = this.about.picture;
      if (!found) return p.unknown;
      const of = (share) => C.countText(Number((share * PEOPLE).toPrecision(2)));
      if (found[0] * PEOPLE < 1 && (found[2] === null || found[2] * PEOPLE < 1)) return fill(p.few, { one: this.often(found[0]) });
      if (found[1] === null) return fill(p.some_plain, { n: of(found[0]) });
      return fill(p.some, { n: of(found[0]), low: of(found[1]), high: of(found[2]) });
    }

    /* What is taken away from here is of the habits that are set. */
    link() {
      const query = new URLSearchParams({ event: this.event, group: this.group, k: this.perWeek, n: this.deployments });
      for (const one of document.querySelectorAll(".takeaway a[href*='/year.']")) one.search = query;
      for (const one of document.querySelectorAll(".takeaway code")) {
        one.textContent = one.textContent.replace(/(\/year)\?[^"]*/, `$1?${String(query).replaceAll("&", "&amp;")}`);
      }
    }

    say() {
      this.status.textContent = EVENTS.map((name) => {
        const found = this.found[this.group][name];
        return found ? fill(this.words.said, { label: this.about.events[name], one: this.often(found[0]), share: this.share(found[0]) }) : "";
      }).join(" ");
    }
  }

  function ends({ low, high }) {
    return { low, high, scale: "linear", isWhole: true };
  }

  C.onContent("data-me", (root, about) => { window.passerbyMe = new Me(root, about); });
})();
