/* The form of programmes: what to begin with, several arms, how long and how often. */
"use strict";
(function () {
  const { element, fill, whenThere } = window.passerby.jobs;
  const { Asking } = window.passerby;
  const { linkOf, number, whole } = window.passerby.asking;
  const TEXTS = [["name", { most: "60" }], ["threshold", { isNumber: true }], ["list_size", { isNumber: true }], ["per_month", { isNumber: true }],
    ["start_h", { isNumber: true }], ["duration_h", { isNumber: true }]];

  class Programmes extends Asking {
    build(data) {
      const w = data.words;
      this.data = data;
      this.beginning = element("section", {});
      this.arms = element("section", {});
      this.length = element("section", {});
      this.side(w);
      this.fill(data.form, data.begins_with);
      const form = element("form", { class: "form", novalidate: true, on: { submit: (event) => this.run(event) } },
        this.beginning, this.arms, this.length, this.panel);
      this.root.replaceChildren(element("div", { class: "columns" }, form), this.job.root);
      this.begin();
    }

    /* Fill the form with arms, months, draws and seeds; `beginning` is what they are of, if of what is shipped. */
    fill(form, beginning) {
      const w = this.words, changed = () => this.changed();
      this.marked.clear();
      const choices = [...(beginning ? [] : [{ value: "", label: w.begin_own }]), ...this.data.beginnings];
      this.begins = this.select("begin", w.begin, choices, beginning, () => this.take(), { hint: w.begin_hint });
      this.beginning.replaceChildren(element("h2", {}, w.begin_heading), element("div", { class: "fields pair" }, this.begins.root));
      this.shown = form.arms.map((arm, k) => this.arm(arm, k));
      const isFull = this.shown.length >= this.data.most_arms;
      const add = element("button", { type: "button", class: "plain", id: "ask-add", hidden: isFull, on: { click: () => this.add() } }, w.add);
      this.arms.replaceChildren(element("h2", {}, w.arms_heading), element("p", { class: "hint" }, w.arms_note), ...this.shown.map((one) => one.root), add);
      this.months = this.text("months", w.months, form.months, changed, { hint: w.months_hint, isNumber: true });
      this.draws = this.text("draws", w.draws, form.draws || 1, changed, { hint: w.draws_hint, isNumber: true });
      this.replications = this.text("replications", w.replications, form.replications || 1, changed, { hint: w.replications_hint, isNumber: true });
      this.seed = this.text("seeds", w.seed, (form.seeds || [1])[0], changed, { hint: w.seed_hint, isNumber: true });
      this.length.replaceChildren(element("h2", {}, w.length_heading), element("div", { class: "fields pair" },
        this.months.root, this.draws.root, this.replications.root, this.seed.root));
    }

    arm(given, k) {
      const w = this.words, changed = () => this.changed(), key = (name) => `arms.${k}.${name}`;
      const made = { streets: [] };
      const text = (name, more) => (made[name] = this.text(key(name), w[name], given[name], changed, { hint: w[name + "_hint"] || "", ...more })).root;
      const select = (name, choices, run) => (made[name] = this.select(key(name), w[name], choices, given[name] || "", run)).root;
      const [name, threshold, size, perMonth, start, duration] = TEXTS.map(([one, more]) => text(one, more));
      const others = (made.changed = this.text(key("changed"), w.others, (given.changed || []).join("+"), changed, { hint: w.others_hint })).root;
      const programme = select("programme", this.data.programmes, () => this.again(k));
      const policy = select("policy", this.data.policies, changed), scope = select("scope", this.data.scopes, changed);
      const of = this.data.programmes.find((one) => one.value === given.programme) || { streets: [] };
      made.streets = of.streets.map((one) => element("input", { type: "checkbox", value: one.value, checked: (given.streets || []).includes(one.value), on: { change: changed } }));
      const streets = element("fieldset", { class: "field" }, element("legend", {}, w.streets), element("p", { class: "hint" }, w.streets_hint),
        element("div", { class: "boxes" }, of.streets.map((one, n) => element("label", { class: "box" }, made.streets[n], one.label))));
      const wrong = element("p", { class: "wrong", hidden: true });
      const isChanged = Object.keys(given).some((one) => !["name", "programme"].includes(one) && String(given[one]) !== "");
      const label = fill(w.arm, { n: k + 1 });
      const remove = element("button", { type: "button", class: "plain", hidden: this.data.most_arms < 2, on: { click: () => this.remove(k) } },
        w.remove, element("span", { class: "unseen" }, ": " + label));
      made.root = element("fieldset", { class: "arm" }, element("legend", {}, label), wrong,
        element("div", { class: "fields pair" }, name, programme), element("details", { class: "group", open: isChanged },
          element("summary", {}, w.changes, element("span", { class: "unseen" }, ": " + label)),
          element("div", { class: "fields" }, policy, threshold, size, scope, streets, perMonth, start, duration, others)), remove);
      const whole = { label, root: made.root, focus: () => made.name.focus(), showError: (said) => {
        wrong.textContent = said;
        wrong.hidden = !said;
      } };
      this.marked.set(`arms.${k}`, whole);
      this.marked.set(key("streets"), { ...whole, label: w.streets });
      return made;
    }

    armOf(one) {
      const streets = one.streets.filter((box) => box.checked).map((box) => box.value);
      const changed = one.changed.value.split(/\+(?=[A-Za-z_])/).map((part) => part.trim()).filter((part) => part);
      const some = { name: one.name.value, programme: one.programme.value, policy: one.policy.value || null, threshold: number(one.threshold.value),
        list_size: number(one.list_size.value), scope: one.scope.value || null, streets, per_month: number(one.per_month.value),
        start_h: number(one.start_h.value), duration_h: number(one.duration_h.value), changed };
      return Object.fromEntries(Object.entries(some).filter(([, value]) => value !== null && value.length !== 0));
    }

    asked() {
      return { v: 1, arms: this.shown.map((one) => this.armOf(one)), ...this.rest() };
    }

    rest() {
      const months = number(this.months.value);
      return { ...(months === null ? {} : { months }), draws: whole(this.draws.value), replications: whole(this.replications.value), seeds: [whole(this.seed.value)] };
    }

    /* Show other arms, keep what was typed beside them, and leave the focus where it was. */
    show(arms, focused) {
      this.fill({ arms, ...this.rest() }, "");
      const there = document.getElementById(focused);
      if (there) there.focus();
      this.changed();
    }

    again(k) {
      const arms = this.shown.map((one) => this.armOf(one));
      arms[k] = { ...arms[k], streets: [] };
      this.show(arms, `ask-arms-${k}-programme`);
    }

    add() {
      const arms = this.shown.map((one) => this.armOf(one)), last = arms[arms.length - 1];
      this.show([...arms, { ...last, name: fill(this.words.arm, { n: arms.length + 1 }) }], `ask-arms-${arms.length}-name`);
    }

    remove(k) {
      const arms = this.shown.map((one) => this.armOf(one)).filter((_, n) => n !== k);
      if (arms.length) this.show(arms, `ask-arms-${Math.max(0, k - 1)}-name`);
    }

    take() {
      const chosen = this.data.beginnings.find((one) => one.value === this.begins.value);
      if (!chosen) return;
      this.fill({ ...this.rest(), months: chosen.months, arms: chosen.arms }, chosen.value);
      this.begins.focus();
      this.changed();
    }
  }

  whenThere('[data-form="programmes"]', (root) => new Programmes(root).load("/scenario/programmes.json" + (linkOf() === null ? "" : "?s=" + encodeURIComponent(linkOf()))));
})();
