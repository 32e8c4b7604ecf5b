/* What the emulator says of trust at a threshold, beside the counts of the day, where it is of the same street and policy. */
"use strict";
(function () {
  const C = window.passerbyControls;
  const { element, fill } = C;
  const DIGITS = 3; /* of percentage points */

  class Trust {
    /* `about` names the emulator and its headlines, or none; then it is said why nothing moves. */
    constructor(about, words) {
      Object.assign(this, { about, words });
      this.cells = {};
      const card = ([name, label]) => {
        const small = () => element("p", { class: "small" });
        const one = { value: element("strong"), range: small(), error: small(), was: small() };
        this.cells[name] = one;
        return element("li", {}, element("h4", {}, label), element("p", { class: "value" }, one.value), one.range, one.was, one.error);
      };
      const note = () => element("details", { class: "behind wide" }, element("summary", {}, words.about), element("p", { class: "measure" }, fill(words.note, { of: about.of })));
      const inside = about ? [element("ul", { class: "cards two-cards" }, ...Object.entries(about.headlines).map(card)), note()]
        : [element("p", { class: "measure" }, words.none)];
      this.element = element("div", { class: "trust" }, element("h3", {}, words.heading), ...inside);
    }

    async load() {
      if (!this.about) return;
      const answer = await fetch(window.passerby.at(`/emulators/${encodeURIComponent(this.about.name)}.json`));
      this.emulator = window.passerbyEmulator.prepare(await answer.json());
      this.own = this.answers({});
      this.update(this.threshold);
    }

    /* Answers by the name of the headline; what is refused is an Error. */
    answers(given) {
      const { emulator } = this.emulator;
      try {
        return Object.fromEntries(this.emulator.each(given).map((one, k) => [emulator.headlines[k].name, one]));
      } catch (error) {
        if (!(error instanceof window.passerbyEmulator.Refused)) throw error;
        return Object.fromEntries(emulator.headlines.map((headline) => [headline.name, error]));
      }
    }

    update(threshold) {
      this.threshold = threshold;
      if (!this.emulator) return;
      const w = this.words, n = (value) => C.signed(value, DIGITS), found = this.answers({ threshold });
      for (const [name, cell] of Object.entries(this.cells)) {
        const one = found[name], own = this.own[name];
        const isRefused = one instanceof Error;
        cell.value.textContent = isRefused ? "–" : n(one.value);
        cell.range.textContent = isRefused ? one.message.replace(/^[^:]*: /, "") + "." : fill(w.range, { low: n(one.low), high: n(one.high) });
        cell.error.textContent = isRefused ? "" : fill(w.error, { low: n(one.error_low), high: n(one.error_high), off: C.plain(one.held_out) });
        cell.was.textContent = own instanceof Error ? "" : fill(w.was, { value: n(own.value) });
      }
    }
  }

  window.passerbyTrust = Trust;
})();
