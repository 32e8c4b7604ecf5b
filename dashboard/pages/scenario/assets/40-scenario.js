/* The form of a day: a street, a policy, every setting, and scores of one's own. */
"use strict";
(function () {
  const { ask, element, fill, whenThere } = window.passerby.jobs;
  const { Asking, Coverage, Field, Scores } = window.passerby;
  const { linkOf, whole } = window.passerby.asking;

  class Scenario extends Asking {
    build(data) {
      const w = data.words;
      const kept = this.fields ? this.changes() : data.form.settings;
      this.marked.clear();
      const moved = () => this.changePlace(), changed = () => this.changed();
      this.place = this.select("place", w.place, data.places, data.form.place, moved);
      this.policy = this.select("policy", w.policy, data.policies, data.form.policy, moved);
      this.presets = data.presets;
      this.preset = this.select("preset", w.preset, [{ value: "", label: w.preset_none }, ...data.presets], "", () => this.take(), { hint: w.preset_hint });
      this.because = element("p", { class: "basis because", role: "status" });
      this.preset.root.append(this.because);
      this.fields = new Map();
      const field = (about) => {
        const made = new Field(about, w, changed);
        this.fields.set(about.key, made);
        this.marked.set(about.key, made);
        if (about.key in kept) made.value = kept[about.key];
        return made.root;
      };
      const shown = data.shown.map(field);
      const groups = data.groups.map((group) => element("details", { class: "group" },
        element("summary", {}, group.title), element("div", { class: "fields" }, group.fields.map(field))));
      const seed = this.seed ? this.seed.value : data.form.seeds[0], days = this.days ? this.days.value : data.form.replications;
      this.seed = this.text("seeds", w.seed, seed, changed, { hint: w.seed_hint, isNumber: true });
      this.days = this.text("replications", w.replications, days, changed, { hint: w.replications_hint, isNumber: true });
      this.moreSeeds = data.form.seeds.slice(1);
      this.side(w);
      if (!this.scores) this.scores = new Scores(w, data.form.profile, changed);
      const form = element("form", { class: "form", novalidate: true, on: { submit: (event) => this.run(event) } },
        element("section", {}, element("h2", {}, w.place_heading), element("div", { class: "fields pair" }, this.place.root, this.policy.root, this.preset.root)),
        element("section", {}, element("h2", {}, w.settings_heading), element("div", { class: "fields pair" }, shown)),
        element("section", {}, element("h2", {}, w.days_heading), element("div", { class: "fields pair" }, this.seed.root, this.days.root)),
        element("section", { class: "others" }, element("details", { class: "group" }, element("summary", {}, w.others_heading),
          element("div", { class: "fields" }, element("p", { class: "hint" }, w.others_note), groups)), this.scores.root));
      form.append(this.panel);
      if (!this.coverage) this.coverage = new Coverage(w);
      this.root.replaceChildren(element("div", { class: "columns" }, form), this.job.root, this.coverage.root);
      this.begin();
    }

    /* Set what a preset sets, leave all else as it is, and say where it is from. */
    take() {
      const w = this.words, chosen = this.presets.find((one) => one.value === this.preset.value);
      this.because.textContent = chosen ? `${w[chosen.basis]}: ${chosen.because}` : "";
      for (const [key, value] of Object.entries(chosen ? chosen.settings : {})) this.fields.get(key).value = value;
      if (chosen) this.changed();
    }

    changes() {
      const found = {};
      for (const [key, field] of this.fields) if (field.isChanged) found[key] = field.text;
      return found;
    }

    asked() {
      return {
        v: 1, place: this.place.control.value, policy: this.policy.control.value, settings: this.changes(),
        seeds: [whole(this.seed.value), ...this.moreSeeds], replications: whole(this.days.value),
        ...(this.scores.profile ? { profile: this.scores.profile } : {}),
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

    about({ cost }) {
      return [fill(this.words.people, { people: Math.round(cost.people).toLocaleString("en-GB") })];
    }

    showCost(data) {
      super.showCost(data);
      if (data.link === this.drawn) return;
      this.drawn = data.link;
      this.coverage.show(data.link);
    }
  }

  whenThere('[data-form="days"]', (root) => new Scenario(root).load("/scenario/form.json" + (linkOf() === null ? "" : "?s=" + encodeURIComponent(linkOf()))));
})();
