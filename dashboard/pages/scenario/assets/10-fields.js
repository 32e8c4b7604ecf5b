/* The fields of the form: a label, what it means, a control, and where the number is from. */
"use strict";
(function () {
  const { element, fill } = window.passerby.jobs;
  const BASES = ["source", "assumption", "choice"];

  const idOf = (key) => "set-" + key.replace(/\./g, "-");

  class Field {
    /* `changed` is called with the key whenever the reader has changed it. */
    constructor(about, words, changed) {
      Object.assign(this, { about, words, id: idOf(about.key), was: JSON.stringify(about.value) });
      this.error = element("p", { class: "wrong", id: this.id + "-wrong", hidden: true });
      this.mark = element("span", { class: "mark" });
      this.control = this.made(() => {
        this.showMark();
        changed(about.key);
      });
      this.root = this.built();
    }

    get isChanged() {
      return JSON.stringify(this.value) !== this.was;
    }

    /* What is sent: a text as it would stand in a file. */
    get text() {
      return Array.isArray(this.value) ? JSON.stringify(this.value) : this.value;
    }

    get value() {
      if (this.about.kind === "choices") {
        return this.boxes.filter((box) => box.checked).map((box) => box.value);
      }
      return this.control.value;
    }

    set value(value) {
      if (this.about.kind === "choices") {
        const wanted = Array.isArray(value) ? value : JSON.parse(value);
        for (const box of this.boxes) box.checked = wanted.includes(box.value);
      } else {
        this.control.value = typeof value === "string" ? value : JSON.stringify(value);
      }
      this.showMark();
    }

    get label() {
      return this.about.label;
    }

    focus() {
      (this.boxes ? this.boxes[0] : this.control).focus();
    }

    showMark() {
      this.mark.textContent = this.isChanged
        ? fill(this.words.changed, { was: "", value: this.about.value === "" ? this.words.none : [].concat(this.about.value).join(", ") })
        : "";
      this.root && this.root.classList.toggle("changed", this.isChanged);
    }

    showError(text) {
      this.error.textContent = text || "";
      this.error.hidden = !text;
      const controls = this.boxes || [this.control];
      for (const one of controls) one.setAttribute("aria-invalid", text ? "true" : "false");
    }

    made(changed) {
      const { about, id, words } = this;
      const described = { "aria-describedby": `${id}-hint ${id}-wrong` };
      if (about.kind === "choices") {
        this.boxes = about.choices.map((one) =>
          element("input", { type: "checkbox", value: one.value, checked: about.value.includes(one.value), on: { change: changed }, ...described }));
        return element("div", { class: "boxes" }, about.choices.map((one, k) => element("label", { class: "box" }, this.boxes[k], one.label)));
      }
      if (about.kind === "choice" || about.kind === "truth") {
        const choices = about.kind === "choice" ? about.choices : [["true", words.yes], ["false", words.no]].map(([value, label]) => ({ value, label }));
        return element("select", { id, on: { change: changed }, ...described }, choices.map((one) =>
          element("option", { value: one.value, selected: one.value === about.value }, one.label)));
      }
      const isNumber = about.kind !== "data";
      return element("input", {
        id, type: "text", inputmode: isNumber ? "decimal" : null, value: about.value, autocomplete: "off", spellcheck: "false",
        class: isNumber ? "number" : "wide", on: { input: changed }, ...described,
      });
    }

    built() {
      const { about, id, words } = this;
      const unit = about.unit && about.kind !== "data" ? element("span", { class: "unit" }, about.unit) : null;
      const hint = element("p", { class: "hint", id: id + "-hint" }, [about.hint, about.bounds && about.bounds + "."].filter(Boolean).join(" "));
      const line = element("div", { class: "line" }, this.control, unit, this.mark);
      const rest = [hint, line, this.error, this.basis()];
      if (about.kind === "choices") {
        return element("fieldset", { class: "field", id }, element("legend", {}, about.label), rest);
      }
      return element("div", { class: "field" }, element("label", { for: id }, about.label), rest);
    }

    basis() {
      const { about, words } = this;
      if (!BASES.includes(about.basis)) return null;
      const tag = element("span", { class: "tag " + about.basis }, words[about.basis]);
      const varied = about.range ? " " + fill(words.varied, { low: about.range[0], high: about.range[1] }) : "";
      if (!about.because) return element("p", { class: "basis" }, tag);
      return element("details", { class: "basis" }, element("summary", {}, tag, element("span", { class: "unseen" }, ": " + about.label)), element("p", {}, about.because + "." + varied));
    }
  }

  window.passerby.Field = Field;
})();
