/* The Runs page: jobs as the ledger has them, kept up to date, and all stored runs. */
"use strict";
(function () {
  const { ask, at, element, fill, pathOf, poll, shareOf, stateText, whenThere } = window.passerby.jobs;
  const AT_FIRST = 12;

  class Runs {
    constructor(root) {
      this.root = root;
      this.live = element("div", {});
      this.past = element("div", {});
      this.stored = element("div", {});
      this.others = element("div", { class: "kinds" });
      this.rows = new Map();
    }

    async load() {
      const { status, data } = await ask("/runs/list.json");
      if (status !== 200) {
        window.setTimeout(() => this.root.isConnected && this.load(), 3000);
        return;
      }
      const w = (this.words = data.words);
      this.told = element("p", { class: "wrong", role: "status" });
      this.list(data);
      this.root.replaceChildren(
        element("section", {}, element("h2", {}, w.live_heading), this.told, this.live,
          element("p", {}, element("a", { class: "action", href: pathOf("scenario") }, w.ask), " ",
            element("a", { class: "quiet-link", href: pathOf("scenario") + "?of=programmes" }, w.ask_programmes))),
        element("section", {}, element("h2", {}, w.past_heading), this.past, element("p", { class: "source" }, w.past_note)),
        element("section", {}, element("h2", {}, w.stored_heading), this.stored), this.others);
      poll(this.root, () => this.look());
    }

    /* Ask for the jobs; while none lives they are asked for too, since others may ask for one. */
    async look() {
      const { status, data } = await ask("/jobs");
      if (status !== 200) {
        this.told.textContent = status ? data.errors.map((one) => one.what).join(" ") : this.words.unreached;
        this.root.dataset.state = "ready";
        return status === 0;
      }
      if (this.told.textContent === this.words.unreached) this.told.textContent = "";
      const isLive = (job) => job.state === "queued" || job.state === "running";
      this.showLive(data.jobs.filter(isLive));
      this.showPast(data.jobs.filter((job) => !isLive(job)));
      const done = data.jobs.map((job) => job.done).join();
      if (this.done !== undefined && done !== this.done) await this.refresh();
      this.done = done;
      this.root.dataset.state = "ready";
      return true;
    }

    async refresh() {
      const { status, data } = await ask("/runs/list.json");
      if (status === 200) this.list(data);
    }

    showLive(jobs) {
      const w = this.words;
      for (const [id, row] of this.rows) {
        if (!jobs.some((job) => job.id === id)) {
          row.root.remove();
          this.rows.delete(id);
        }
      }
      if (!jobs.length) {
        this.live.replaceChildren(element("p", { class: "quiet" }, w.live_none));
        return;
      }
      if (!this.rows.size) this.live.replaceChildren(this.items = element("ol", { class: "live" }));
      for (const job of jobs) {
        const row = this.rows.get(job.id) || this.liveRow(job);
        const said = stateText(job, w), share = shareOf(job);
        if (row.state.textContent !== said) row.state.textContent = said;
        if (share === null) row.bar.removeAttribute("value");
        else row.bar.value = share;
        row.ready.replaceChildren(...this.opened(job, (k) => fill(w.step_of, { n: k + 1, of: job.of })));
        if (row.stop) row.stop.disabled = job.is_cancelling;
      }
    }

    /* Links to what there is of a job: its comparison, or each of its days by the words that `say` has for it. */
    opened(job, say) {
      const { months, compare } = this.words, of = (page) => `${pathOf(page)}?comparison=${encodeURIComponent(job.comparison)}`;
      if (job.kind !== "comparison") return job.results.map((run, k) => this.link("start", run, say(k)));
      const isOver = job.state !== "queued" && job.state !== "running";
      return job.comparison ? [["compare", isOver ? job.label : compare], ["months", months]].map(([page, text]) => element("a", { href: of(page) }, text)) : [];
    }

    liveRow(job) {
      const w = this.words;
      const state = element("p", { class: "state" }), ready = element("p", { class: "ready" });
      const bar = element("progress", { max: "1", "aria-label": fill(w.progress, { run: job.label }) });
      const stop = job.is_yours ? element("button", { type: "button", class: "plain", on: { click: () => this.act(job, "cancel") } },
        w.cancel, element("span", { class: "unseen" }, ": " + job.label)) : null;
      const root = element("li", {}, element("h3", {}, job.label, job.is_yours ? element("span", { class: "tag" }, w.yours) : null), state, bar, ready, stop);
      this.items.append(root);
      this.rows.set(job.id, { root, state, bar, ready, stop });
      return this.rows.get(job.id);
    }

    showPast(jobs) {
      const w = this.words, key = JSON.stringify(jobs.map((job) => [job.id, job.state, job.ended_at, job.is_yours]));
      if (key === this.pastKey) return;
      this.pastKey = key;
      if (!jobs.length) {
        this.past.replaceChildren(element("p", { class: "quiet" }, w.past_none));
        return;
      }
      const rows = jobs.map((job) => {
        const buttons = job.is_yours ? [this.deleteButton(job)] : [];
        const open = this.opened(job, () => job.label);
        return [open.length ? open[0] : job.label, stateText(job, w), date(when(job.queued_at)), this.took(job), `${job.done} / ${job.of}`, buttons];
      });
      this.past.replaceChildren(table(w.past_columns, rows, w.past_heading));
    }

    deleteButton(job) {
      const w = this.words, name = element("span", { class: "unseen" }, ": " + job.label);
      const button = element("button", { type: "button", class: "plain" }, w.delete, name);
      button.addEventListener("click", () => {
        if (button.dataset.asked) return this.act(job, "delete");
        button.dataset.asked = "yes";
        button.replaceChildren(w.delete_ask, name);
        return undefined;
      });
      return button;
    }

    async act(job, what) {
      const { status, data } = await ask(`/jobs/${encodeURIComponent(job.id)}/${what}`, {});
      if (status !== 200) this.told.textContent = status ? data.errors.map((one) => `${one.what}; ${one.allowed}`).join(" ") : this.words.unreached;
      else if (what === "delete") {
        this.told.textContent = this.words.deleted;
        await this.refresh();
      }
      await this.look();
    }

    list(data) {
      const w = this.words;
      const parts = [];
      if (!data.stored.length) parts.push(element("p", { class: "quiet" }, w.stored_none));
      else {
        const find = element("input", { type: "text", id: "find-run", autocomplete: "off", value: this.wanted || "", on: { input: () => show(find.value) } });
        const place = element("div", {});
        const show = (wanted) => {
          this.wanted = wanted;
          const parts = wanted.toLowerCase().split(/\s+/);
          const found = data.stored.filter((row) => parts.every((part) => JSON.stringify(row).toLowerCase().includes(part)));
          const some = wanted || this.isAll ? found : found.slice(0, AT_FIRST);
          const rows = some.map((row) => [row.name, String(row.seed), String(row.day), row.version, date(row.at),
            [this.link("start", row.run, w.start, row), row.has_replay ? this.link("street", row.run, w.street, row) : null], this.files(row.run, row)]);
          const more = element("button", { type: "button", class: "plain", on: { click: () => { this.isAll = true; show(wanted); } } }, fill(w.more, { n: found.length }));
          place.replaceChildren(...(rows.length ? [table(w.stored_columns, rows, w.stored_heading)] : [element("p", { class: "quiet" }, w.find_none)]),
            ...(some.length < found.length ? [more] : []));
        };
        show(find.value);
        if (data.stored.length > AT_FIRST) parts.push(element("div", { class: "find" }, element("label", { for: "find-run" }, w.find), find));
        parts.push(place);
      }
      if (data.damaged.length) {
        parts.push(element("h3", {}, w.damaged_heading), element("p", { class: "quiet" }, w.damaged_note),
          table(w.damaged_columns, data.damaged.map((one) => [one.folder, one.what]), w.damaged_heading));
      }
      this.stored.replaceChildren(...parts);
      this.others.replaceChildren(...data.others.flatMap((one) => this.kind(one)));
    }

    /* What is stored of one kind beside days: open it, or take it away. */
    kind({ kind, rows }) {
      const w = this.words, heading = element("h2", {}, w.others[kind]);
      if (!rows.length) return [element("section", {}, heading, element("p", { class: "quiet" }, w.others_none))];
      const place = element("div", {});
      const show = (some) => {
        const cells = some.map((row) => [row.name, row.of, String(row.seed), row.version,
          row.pages.map((page) => element("a", { href: `${pathOf(page)}?comparison=${encodeURIComponent(row.id)}` }, w[page], unseen(row))), this.files(row.id, row)]);
        const more = element("button", { type: "button", class: "plain", on: { click: () => show(rows) } }, fill(w.more, { n: rows.length }));
        place.replaceChildren(table(w.others_columns, cells, w.others[kind]), ...(some.length < rows.length ? [more] : []));
      };
      show(rows.slice(0, AT_FIRST));
      return [element("section", {}, heading, place)];
    }

    files(id, row) {
      return this.words.files.map(([suffix, text]) => element("a", { href: at(`/results/${encodeURIComponent(id)}${suffix}`) }, text, unseen(row)));
    }

    link(page, run, text, row) {
      return element("a", { href: pathOf(page) + "?run=" + encodeURIComponent(run) }, text, row ? unseen(row) : null);
    }

    took(job) {
      if (job.began_at === null || job.ended_at === null) return "–";
      const s = Math.max(1, Math.round(job.ended_at - job.began_at));
      return s < 90 ? fill(this.words.seconds, { n: s }) : fill(this.words.minutes, { n: Math.round(s / 60) });
    }
  }

  function when(seconds) {
    const made = new Date(1000 * seconds), two = (n) => String(n).padStart(2, "0");
    return `${made.getFullYear()}-${two(made.getMonth() + 1)}-${two(made.getDate())} ${two(made.getHours())}:${two(made.getMinutes())}`;
  }

  const unseen = (row) => element("span", { class: "unseen" }, ": " + [row.name, row.seed, row.day].filter((one) => one !== undefined).join(", "));
  const date = (text) => element("span", { class: "when" }, text);

  function table(columns, rows, caption) {
    const cell = (content) => element("td", {}, content);
    return element("div", { class: "scroll prose", role: "region", tabindex: "0", "aria-label": caption },
      element("table", {}, element("caption", { class: "unseen" }, caption),
        element("thead", {}, element("tr", {}, columns.map((text) => (text ? element("th", { scope: "col" }, text) : element("td", {}))))),
        element("tbody", {}, rows.map(([head, ...rest]) => element("tr", {}, element("th", { scope: "row" }, head), rest.map(cell))))));
  }

  whenThere('[data-form="runs"]', (root) => new Runs(root).load());
})();
