/* The player: time, controls and the picture of one moment. `seek(t)` always draws the same picture. */
"use strict";
(function () {
  const { Heat, Replay, eachPerson, eachOfficer, episodes, heldAt, kindOf, same, plan: P } = window.passerby;
  const SPEEDS = [1, 2, 5, 10, 20, 30, 60];
  const LEAD_S = 8; /* how long before an event its picture begins */
  const CLOSE_M = 66; /* metres across a close view of a camera site */
  const PAD_WHOLE = 66, PAD_CLOSE = 50;

  const two = (n) => String(n).padStart(2, "0");
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, key) => values[key]);

  function element(tag, attributes, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) {
      if (name === "on") for (const [event, run] of Object.entries(value)) made.addEventListener(event, run);
      else if (value !== null && value !== false) made.setAttribute(name, value === true ? "" : value);
    }
    made.append(...children);
    return made;
  }

  class Player {
    constructor(root, plan, replay, base) {
      Object.assign(this, { root, plan, replay, base, words: plan.words, marks: replay.index.marks });
      this.t0 = Math.max(0, replay.index.t0_s);
      this.t1 = Math.max(this.t0, Math.min(replay.index.t1_s, plan.end_s));
      this.bounds = P.boundsOf(plan);
      this.isPlaying = false;
      this.speed = 5;
      this.t = this.firstMoment();
      this.episodes = episodes(this.marks);
      this.mode = this.firstMode();
      this.build();
      this.view = new P.View(plan, this.bounds);
      this.overviewView = new P.View(plan, this.bounds);
      this.fit();
      new ResizeObserver(() => this.fit()).observe(this.stage);
      this.frame = this.frame.bind(this);
      requestAnimationFrame(this.frame);
    }

    /* Shortly before the first alert, or when the day begins. */
    firstMoment() {
      const alert = this.marks.find((mark) => mark.kind === "alert" && mark.t_s >= this.t0);
      return alert ? Math.max(this.t0, alert.t_s - LEAD_S) : Math.min(this.t0 + 300, this.t1);
    }

    firstMode() {
      const alert = this.marks.find((mark) => mark.kind === "alert");
      const site = this.plan.sites.find((one) => alert && one.id === alert.site) || this.plan.sites[0];
      return site ? site.id : "whole";
    }

    /* --- what is on the page */

    build() {
      const w = this.words;
      this.canvas = element("canvas", { class: "plan", role: "img" });
      this.overview = element("canvas", { class: "overview", "aria-hidden": "true" });
      this.clock = element("span", { class: "clock" });
      this.playButton = element("button", { type: "button", class: "main", on: { click: () => this.toggle() } });
      this.scrub = element("input", {
        type: "range", min: this.t0, max: this.t1, step: 1, "aria-label": w.time,
        on: { input: () => this.scrubTo(Number(this.scrub.value)) },
      });
      this.ticks = element("div", { class: "ticks", "aria-hidden": "true" });
      this.along = element("input", {
        type: "range", step: 1, "aria-label": w.along, on: { input: () => { this.lookAt(Number(this.along.value)); } },
      });
      this.alongRow = element("div", { class: "row" }, this.along);
      this.soFar = element("p", { class: "so-far" });
      this.message = element("p", { class: "message", role: "status" });
      this.stage = element("div", { class: "stage" }, this.canvas,
        element("div", { class: "transport" }, this.bar(), this.ticks, element("div", { class: "row" }, this.scrub)),
        this.soFar, this.viewControl(), element("div", { class: "row" }, this.overview), this.alongRow, this.second(), this.message);
      this.root.replaceChildren(this.stage, this.eventList(), this.legend());
      this.addTicks();
      this.letDrag();
      this.showPlaying();
    }

    bar() {
      const w = this.words;
      return element("div", { class: "bar" }, this.playButton, this.clock,
        element("button", { type: "button", on: { click: () => this.step(-1) } }, w.previous),
        element("button", { type: "button", on: { click: () => this.step(1) } }, w.next));
    }

    second() {
      const w = this.words;
      const speed = element("select", { on: { change: () => { this.speed = Number(speed.value); } } },
        ...SPEEDS.map((n) => element("option", { value: n, selected: n === this.speed }, fill(w.times, { n }))));
      this.colour = element("input", { type: "checkbox", role: "switch", on: { change: () => this.setColour(this.colour.checked) } });
      return element("div", { class: "bar" },
        element("label", { class: "toggle" }, w.speed, speed),
        element("label", { class: "toggle" }, this.colour, w.colour), ...this.heatControl());
    }

    /* A switch, where faces were searched at all. */
    heatControl() {
      if (!this.plan.sites.length) return [];
      this.warm = element("input", { type: "checkbox", role: "switch", on: { change: () => this.setHeat(this.warm.checked) } });
      return [element("label", { class: "toggle" }, this.warm, this.words.heat)];
    }

    viewControl() {
      if (!this.plan.sites.length) return "";
      const options = [...this.plan.sites.map((site) => [site.id, site.name]), ["whole", this.words.whole]];
      const made = options.map(([value, text]) => element("label", { class: "option" },
        element("input", {
          type: "radio", name: "view", value, checked: value === this.mode,
          on: { change: () => { this.mode = value; this.fit(); } },
        }), element("span", {}, text)));
      return element("fieldset", { class: "views" }, element("legend", {}, this.words.view), ...made);
    }

    legend() {
      const w = this.words;
      const items = [
        [w.person, (g) => dot(g, "disc", P.BLUE)],
        [w.officer, (g) => P.officer(g, 0, 0, 5, false)],
        [w.busy, (g) => P.officer(g, 0, 0, 5, true)],
        ...Object.keys(w.marks).map((kind) => [w.marks[kind], (g) => P.MARKS[kind](g, 7)]),
      ];
      items.splice(3, 0, [w.camera, cameraKey], [w.zone, zoneKey]);
      if (!this.plan.sites.length) items.splice(1);
      this.groupKey = element("ul", { class: "key", hidden: true }, ...this.replay.index.groups.map((name, n) =>
        element("li", {}, picture((g) => dot(g, P.groupMark(n).shape, P.groupMark(n).colour)), w.groups[name])));
      return element("section", { class: "legend" }, element("h2", {}, w.legend),
        element("ul", { class: "key" }, ...items.map(([text, draw]) => element("li", {}, picture(draw), text))),
        this.groupKey, this.heatKey = element("ul", { class: "key heat-key", hidden: true }));
    }

    eventList() {
      const w = this.words;
      const items = this.marks.map((mark, n) => element("li", { "data-event": n },
        picture((g) => P.MARKS[kindOf(mark)](g, 7)),
        element("span", {}, element("time", {}, this.time(mark.t_s)), this.text(mark)),
        element("button", {
          type: "button", "aria-label": `${w.show} ${this.time(mark.t_s)}, ${this.text(mark)}`, on: { click: () => this.showEvent(n) },
        }, w.show)));
      this.items = items;
      this.list = element("ol", { class: "events", tabindex: items.length ? 0 : null, "aria-label": w.events }, ...items);
      return element("aside", { "aria-label": w.events }, element("h2", {}, w.events),
        items.length ? this.list : element("p", { class: "message" }, this.plan.sites.length ? w.no_events : w.no_cameras));
    }

    addTicks() {
      for (const mark of this.marks.filter((one) => one.kind === "alert")) {
        const tick = element("i");
        tick.style.left = (100 * (mark.t_s - this.t0)) / Math.max(1, this.t1 - this.t0) + "%";
        this.ticks.append(tick);
      }
    }

    letDrag() {
      let from = null;
      this.canvas.addEventListener("pointerdown", (event) => {
        from = { x: event.clientX, centre: this.view.x0 };
        this.canvas.setPointerCapture(event.pointerId);
      });
      this.canvas.addEventListener("pointermove", (event) => {
        if (from) this.lookAt(from.centre - (event.clientX - from.x) / this.view.scale);
      });
      for (const name of ["pointerup", "pointercancel"]) this.canvas.addEventListener(name, () => { from = null; });
      this.overview.addEventListener("click", (event) => {
        const box = this.overview.getBoundingClientRect();
        this.lookAt(this.overviewView.x0 + (event.clientX - box.left - box.width / 2) / this.overviewView.scale);
      });
    }

    text(mark) {
      const texts = this.words.texts;
      if (mark.kind === "alert" && mark.is_repeat) return fill(texts.repeat, mark);
      if (mark.kind === "lost") return fill(texts["lost_" + mark.cause], mark);
      return fill(texts[kindOf(mark)], mark);
    }

    /* --- time */

    time(t) {
      const s = Math.floor(this.plan.start_s + t);
      return `${two(Math.floor(s / 3600))}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}`;
    }

    toggle() { if (this.isPlaying) this.pause(); else this.play(); }
    play() {
      if (this.t >= this.t1) this.t = this.t0;
      this.isPlaying = true;
      this.showPlaying();
    }
    pause() {
      this.isPlaying = false;
      this.showPlaying();
      this.describe();
    }
    scrubTo(t) {
      this.t = t;
      this.pause();
      this.seek(t);
    }
    showPlaying() { this.playButton.textContent = this.isPlaying ? this.words.pause : this.words.play; }

    frame(now) {
      if (!this.root.isConnected) return;
      const passed = Math.min(0.25, (now - (this.last || now)) / 1000);
      this.last = now;
      if (this.isPlaying && !document.hidden && this.replay.at(this.t)) {
        this.t = Math.min(this.t1, this.t + passed * this.speed);
        this.draw();
        if (this.t >= this.t1) this.pause();
      }
      if (this.isPlaying && !this.replay.at(this.t)) this.fetch(this.t).then(() => this.draw());
      requestAnimationFrame(this.frame);
    }

    /* Go to a moment; resolves when it is drawn. */
    async seek(t) {
      this.t = Math.max(this.t0, Math.min(this.t1, t));
      this.showTime();
      await this.fetch(this.t);
      this.draw();
      if (!this.isPlaying) this.describe();
    }

    async fetch(t) {
      if (!this.replay.at(t)) this.message.textContent = this.words.loading;
      try {
        await this.replay.load(t);
        const n = this.replay.chunkOf(t);
        this.replay.loadNumber(n + 1).catch(() => {});
        this.replay.forgetFarFrom(n);
        if (this.message.textContent === this.words.loading) this.message.textContent = "";
      } catch (error) {
        this.isPlaying = false;
        this.showPlaying();
        this.message.textContent = this.words.failed;
        throw error;
      }
    }

    step(direction) {
      const near = direction > 0
        ? this.marks.findIndex((mark) => mark.t_s > this.t + 0.5)
        : this.marks.findLastIndex((mark) => mark.t_s < this.t - 0.5);
      if (near >= 0) this.showEvent(near);
    }

    async showEvent(n) {
      const mark = this.marks[n];
      this.pause();
      await this.seek(Math.ceil(mark.t_s));
      const place = this.placeOf(mark);
      if (place !== null) this.lookAt(place);
      this.message.textContent = `${this.time(mark.t_s)}. ${this.text(mark)}.`;
      for (const item of this.items) item.removeAttribute("aria-current");
      this.items[n].setAttribute("aria-current", "true");
      this.list.scrollTop = this.items[n].offsetTop - this.list.offsetTop - 60;
    }

    placeOf(mark) {
      const stop = this.marks.find((one) => one.kind === "stop" && same(one, mark));
      if (mark.kind !== "alert" && stop) return stop.x_m;
      let place = null;
      const chunk = this.replay.at(this.t);
      if (chunk) eachPerson(chunk, this.t, (person, x) => { if (person === mark.person_id) place = x; });
      return place;
    }

    /* --- the picture */

    fit() {
      const width = Math.max(280, Math.floor(this.stage.clientWidth));
      const { x0, x1, y0, y1 } = this.bounds, site = this.plan.sites.find((one) => one.id === this.mode);
      const span = site ? Math.min(CLOSE_M, Math.max(34, width / 11)) : x1 - x0;
      const centre = site ? middle(site.zone.map((p) => p[0])) : this.view.x0 || (x0 + x1) / 2;
      this.pad = site ? PAD_CLOSE : PAD_WHOLE;
      this.view.fit(width, span, centre, site ? around(site.zone, 9) : [y0, y1], this.pad);
      this.overviewView.fit(width, x1 - x0, (x0 + x1) / 2, [y0, y1], 2);
      this.overviewView.scale = width / (x1 - x0);
      this.overviewView.height = Math.round((y1 - y0) * this.overviewView.scale) + 4;
      this.overviewView.x0 = (x0 + x1) / 2;
      this.overview.hidden = this.view.isWhole;
      this.alongRow.hidden = this.view.isWhole;
      this.along.min = Math.ceil(x0 + this.view.span / 2);
      this.along.max = Math.floor(x1 - this.view.span / 2);
      this.layers();
      this.draw();
    }

    lookAt(x) {
      this.view.moveTo(x);
      this.layers();
      this.draw();
    }

    /* What does not move, drawn once for a view. */
    layers() {
      const ratio = Math.min(2, window.devicePixelRatio || 1);
      this.ratio = ratio;
      for (const [canvas, view] of [[this.canvas, this.view], [this.overview, this.overviewView]]) {
        if (canvas.width !== Math.round(view.width * ratio) || canvas.height !== Math.round(view.height * ratio)) {
          canvas.width = Math.round(view.width * ratio);
          canvas.height = Math.round(view.height * ratio);
          canvas.style.height = view.height + "px";
        }
      }
      this.under = layer(this.canvas, ratio, (g) => {
        P.ground(g, this.view, this.plan, false);
        if (this.heat) this.heat.draw(g, this.view);
      });
      this.over = layer(this.canvas, ratio, (g) => {
        P.names(g, this.view, this.plan, this.pad);
        P.bearings(g, this.view, this.words);
      });
      const g = this.overview.getContext("2d");
      g.setTransform(ratio, 0, 0, ratio, 0, 0);
      P.ground(g, this.overviewView, this.plan, true);
      if (this.heat) this.heat.draw(g, this.overviewView);
      const left = this.overviewView.x(this.view.x0 - this.view.span / 2);
      g.lineWidth = 2; g.strokeStyle = "#0b0c0c";
      g.strokeRect(left + 1, 1, this.view.span * this.overviewView.scale - 2, this.overviewView.height - 2);
      this.along.value = this.view.x0;
      this.along.setAttribute("aria-valuetext", fill(this.words.along_value, { n: Math.round(this.view.x0) }));
    }

    draw() {
      const chunk = this.replay.at(this.t);
      this.showTime();
      if (!chunk) return;
      const g = this.canvas.getContext("2d"), view = this.view;
      g.setTransform(1, 0, 0, 1, 0, 0);
      g.drawImage(this.under, 0, 0);
      g.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
      const held = heldAt(this.episodes, this.t), followed = new Map();
      for (const episode of this.episodes) if (episode.isOpenAt(this.t)) followed.set(episode.person, null);
      this.people(g, chunk, held, followed);
      const r = Math.max(3.2, Math.min(5.5, view.scale * 0.33));
      eachOfficer(chunk, this.t, (x, y, isBusy) => P.officer(g, view.x(x), view.y(y), r, isBusy));
      this.drawMarks(g, followed, Math.max(8, Math.min(11, view.scale * 0.7)));
      g.setTransform(1, 0, 0, 1, 0, 0);
      g.drawImage(this.over, 0, 0);
    }

    people(g, chunk, held, followed) {
      const view = this.view, r = Math.max(1.6, Math.min(5, view.scale * 0.34)), groups = this.groups;
      const marks = this.replay.index.groups.map((_, n) => P.groupMark(n));
      const paths = marks.map(() => new Path2D());
      let n = 0;
      const put = (person, x, y) => {
        n++;
        const group = groups ? Math.min(groups[person], marks.length - 1) : 0;
        P.shape(paths[group], groups ? marks[group].shape : "disc", view.x(x), view.y(y), r);
      };
      eachPerson(chunk, this.t, (person, x, y) => {
        if (held.has(person)) return;
        if (followed.has(person)) followed.set(person, [x, y]);
        put(person, x, y);
      });
      for (const [person, place] of held) if (place) { followed.set(person, place); put(person, place[0], place[1]); }
      paths.forEach((path, group) => {
        g.fillStyle = groups ? marks[group].colour : P.BLUE;
        g.fill(path);
      });
      this.n = n;
    }

    drawMarks(g, followed, r) {
      for (const episode of this.episodes) {
        const kind = episode.markAt(this.t);
        const place = kind && (episode.placeAt(this.t) || followed.get(episode.person));
        if (!place) continue;
        g.save();
        g.translate(this.view.x(place[0]), this.view.y(place[1]));
        P.MARKS[kind](g, r);
        g.restore();
      }
    }

    showTime() {
      const time = this.time(this.t), second = Math.floor(this.t);
      if (second === this.shownSecond) return;
      this.shownSecond = second;
      this.clock.textContent = time;
      this.scrub.value = this.t;
      this.scrub.setAttribute("aria-valuetext", time);
      const w = this.words, past = this.marks.filter((mark) => mark.t_s <= this.t);
      const count = (kind) => {
        const n = past.filter((mark) => mark.kind === kind && !mark.is_repeat).length;
        return fill(w[kind + (n === 1 ? "_one" : "_many")], { n });
      };
      const on = this.n === undefined ? "" : fill(w.on_street, { n: this.n.toLocaleString("en-GB") }) + ". ";
      this.soFar.textContent = on + fill(w.so_far, { alerts: count("alert"), stops: count("stop"), arrests: count("arrest") }) + ".";
    }

    describe() {
      this.shownSecond = null;
      this.showTime();
      this.canvas.setAttribute("aria-label", fill(this.words.canvas, { time: this.time(this.t), people: this.n || 0 }));
    }

    async setHeat(isOn) {
      const w = this.words;
      this.message.textContent = isOn ? w.loading : "";
      try {
        this.heat = isOn ? await (this.heatOf ||= Heat.open(this.base)) : null;
      } catch (error) {
        this.heatOf = null;
        this.message.textContent = w.heat_failed;
        this.warm.checked = false;
        throw error;
      }
      this.heatKey.hidden = !this.heat;
      if (this.heat) {
        const whole = (n) => n.toLocaleString("en-GB"), { placed, searches } = this.heat;
        this.message.textContent = placed ? fill(w.heat_said, { placed: whole(placed), searches: whole(searches) }) : w.heat_none;
        this.heatKey.replaceChildren(...this.heat.key().map(([colour, low, high]) => element("li", {},
          picture((g) => { g.fillStyle = colour; g.fillRect(-8, -8, 16, 16); }),
          low === high && low === 1 ? w.heat_key_one : fill(w.heat_key, { low: whole(low), high: whole(high) }))));
      }
      this.layers();
      this.draw();
    }

    async setColour(isOn) {
      this.groups = isOn ? await this.replay.groups() : null;
      this.groupKey.hidden = !isOn;
      this.draw();
    }
  }

  /* --- small things */

  const middle = (values) => (Math.min(...values) + Math.max(...values)) / 2;

  function around(zone, margin) {
    const ys = zone.map((point) => point[1]);
    return [Math.min(...ys) - margin, Math.max(...ys) + margin];
  }

  function layer(like, ratio, draw) {
    const made = document.createElement("canvas");
    made.width = like.width;
    made.height = like.height;
    const g = made.getContext("2d");
    g.setTransform(ratio, 0, 0, ratio, 0, 0);
    draw(g);
    return made;
  }

  function dot(g, kind, colour) {
    g.beginPath();
    P.shape(g, kind, 0, 0, 5);
    g.fillStyle = colour;
    g.fill();
  }

  function cameraKey(g) {
    g.beginPath(); g.moveTo(-8, 0); g.arc(-8, 0, 18, -0.5, 0.5); g.closePath();
    g.fillStyle = "rgba(18,67,109,0.25)"; g.fill();
    g.beginPath(); g.arc(-7, 0, 3.5, 0, 2 * Math.PI); g.fillStyle = P.BLUE; g.fill();
  }

  function zoneKey(g) {
    g.fillStyle = "rgba(18,67,109,0.10)"; g.fillRect(-8, -8, 16, 16);
    g.setLineDash([4, 3]); g.lineWidth = 1.5; g.strokeStyle = P.BLUE; g.strokeRect(-8, -8, 16, 16); g.setLineDash([]);
  }

  /* A mark as a small picture beside its words. */
  function picture(draw) {
    const made = element("canvas", { width: 44, height: 44, "aria-hidden": "true" });
    made.style.cssText = "width:22px;height:22px;background:transparent";
    const g = made.getContext("2d");
    g.setTransform(2, 0, 0, 2, 22, 22);
    draw(g);
    return made;
  }

  async function start(root) {
    root.dataset.state = "loading";
    const base = window.passerby.at("/runs/" + encodeURIComponent(root.dataset.player) + "/");
    try {
      const [plan, replay] = await Promise.all([
        fetch(base + "plan.json").then((answer) => answer.json()),
        Replay.open(base + "replay/"),
      ]);
      await document.fonts.ready;
      const player = new Player(root, plan, replay, base);
      window.passerby.player = player;
      await player.seek(player.t);
      root.dataset.state = "ready";
      if (!window.matchMedia("(prefers-reduced-motion: reduce)").matches) player.play();
    } catch (error) {
      root.dataset.state = "failed";
      throw error;
    }
  }

  new MutationObserver(() => {
    for (const root of document.querySelectorAll("[data-player]:not([data-state])")) start(root);
  }).observe(document.documentElement, { childList: true, subtree: true });
})();
