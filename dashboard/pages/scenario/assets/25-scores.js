/* Scores of one's own: a table of operating points, or mated and non-mated scores; the server makes a profile of them. */
"use strict";
(function () {
  const { ask, element, fill } = window.passerby.jobs;
  const MOST_BYTES = 190 * 1024;

  /* A file as a data URL: what it is, text or workbook, is read on the server, by the one reader of tables. */
  function dataOf(file) {
    return new Promise((done, failed) => {
      const reader = new FileReader();
      reader.onload = () => done(reader.result.replace(/^data:[^,]*,/, "data:;base64,"));
      reader.onerror = () => failed(reader.error);
      reader.readAsDataURL(file);
    });
  }

  class Scores {
    /* `changed` is called when the profile is another. */
    constructor(words, profile, changed) {
      Object.assign(this, { words, profile, changed });
      const w = words;
      this.told = element("p", { class: "hint", role: "status" }, profile ? fill(w.scores_used, { name: profile.name }) : "");
      this.drop = element("button", { type: "button", class: "plain", hidden: !profile, on: { click: () => this.leave() } }, w.scores_drop);
      this.name = this.input("name", { type: "text", class: "wide", maxlength: "100" });
      for (const one of ["table", "mated", "non_mated"]) this[one] = this.input(one, { type: "file", accept: ".csv,.tsv,.txt,.xlsx,text/csv" });
      for (const one of ["threshold", "watchlist_size"]) this[one] = this.input(one, { type: "text", class: "number", inputmode: "decimal" });
      this.lower = this.input("lower", { type: "checkbox" });
      this.root = element("details", { class: "group", open: Boolean(profile) }, element("summary", {}, w.scores_heading),
        element("div", { class: "fields" }, element("p", { class: "hint" }, w.scores_note), this.field("name"),
          element("h3", {}, w.scores_of_table), this.field("table"), this.button(w.scores_use_table, () => this.useTable()),
          element("h3", {}, w.scores_of_scores), element("p", { class: "hint" }, w.scores_of_note), this.field("mated"), this.field("non_mated"),
          this.field("threshold"), this.field("watchlist_size"),
          element("label", { class: "box" }, this.lower, w.scores_lower), this.button(w.scores_use, () => this.useScores()),
          this.told, element("div", { class: "line" }, this.drop)));
    }

    input(name, attributes) {
      return element("input", { id: "ask-scores-" + name, autocomplete: "off", ...attributes });
    }

    field(name) {
      return element("div", { class: "field" }, element("label", { for: this[name].id }, this.words["scores_" + name]), this[name]);
    }

    button(text, use) {
      return element("div", { class: "line" }, element("button", { type: "button", class: "plain", on: { click: use } }, text));
    }

    useTable() {
      return this.use([this.table], (table) => ({ table }));
    }

    useScores() {
      const number = (input) => (input.value.trim() === "" ? null : Number(input.value));
      return this.use([this.mated, this.non_mated], (mated, non_mated) => ({
        mated, non_mated, threshold: number(this.threshold), watchlist_size: number(this.watchlist_size), lower_is_better: this.lower.checked,
      }));
    }

    /* Send what files hold, and keep the profile that comes of it. */
    async use(inputs, sent) {
      const missing = inputs.find((input) => !input.files.length);
      if (missing) return missing.focus();
      const files = inputs.map((input) => input.files[0]);
      if (files.reduce((sum, file) => sum + file.size, 0) > MOST_BYTES) return this.tell(this.words.scores_long, true);
      const body = { ...sent(...(await Promise.all(files.map(dataOf)))), name: this.name.value.trim() || files[0].name };
      const { status, data } = await ask("/jobs/profile", body);
      if (status !== 200) return this.tell(status ? data.errors.map((one) => `${one.what}; ${one.allowed}`).join(" ") : this.words.unreached, true);
      this.profile = data.profile;
      this.tell(fill(this.words.scores_used, { name: data.name }), false);
      return this.changed();
    }

    leave() {
      this.profile = null;
      this.tell("", false);
      this.changed();
    }

    tell(text, isWrong) {
      this.told.textContent = text;
      this.told.className = isWrong ? "wrong" : "hint";
      this.drop.hidden = !this.profile;
    }
  }

  window.passerby.Scores = Scores;
})();
