/* Reads a replay: its index, and chunks of ten minutes as they are needed. The format is that of
   sim/day/replay.py. */
"use strict";
(function () {
  const KEEP = 4;
  const HEADER_BYTES = 24;

  function decode(buffer) {
    const head = new DataView(buffer);
    if (head.getUint32(0, false) !== 0x50425231) throw new Error("not a replay chunk");
    const [t0, frames, tracks, steps, officers] = [4, 8, 12, 16, 20].map((at) => head.getInt32(at, true));
    let offset = HEADER_BYTES;
    const take = (Kind, count) => {
      const array = new Kind(buffer, offset, count);
      offset += array.byteLength;
      return array;
    };
    const person = take(Int32Array, tracks), x0 = take(Int32Array, tracks), y0 = take(Int32Array, tracks);
    const officerX = take(Int32Array, frames * officers), officerY = take(Int32Array, frames * officers);
    const start = take(Uint16Array, tracks), length = take(Uint16Array, tracks);
    const dx = take(Int16Array, steps), dy = take(Int16Array, steps);
    const busy = take(Uint8Array, frames * officers);
    const x = new Int32Array(steps + tracks), y = new Int32Array(steps + tracks), first = new Int32Array(tracks);
    for (let track = 0, at = 0, step = 0; track < tracks; track++) {
      first[track] = at;
      x[at] = x0[track];
      y[at] = y0[track];
      at++;
      for (let n = 1; n < length[track]; n++, at++, step++) {
        x[at] = x[at - 1] + dx[step];
        y[at] = y[at - 1] + dy[step];
      }
    }
    return { t0, t1: t0 + frames - 1, frames, officers, person, start, length, first, x, y, officerX, officerY, busy };
  }

  class Replay {
    constructor(base, index) {
      this.base = base;
      this.index = index;
      this.loading = new Map();
      this.ready = new Map();
    }

    static async open(base) {
      const answer = await fetch(base + "index.json");
      if (!answer.ok) throw new Error("replay " + answer.status);
      return new Replay(base, await answer.json());
    }

    chunkOf(t) {
      const chunks = this.index.chunks;
      let n = 0;
      while (n < chunks.length - 1 && t >= chunks[n].t1_s) n++;
      return n;
    }

    /* The chunk of a moment if it is here, else null. */
    at(t) {
      return this.ready.get(this.chunkOf(t)) || null;
    }

    /* Fetch the chunk of a moment, and keep no more than a few. */
    async load(t) {
      return this.loadNumber(this.chunkOf(t));
    }

    async loadNumber(n) {
      if (n < 0 || n >= this.index.chunks.length) return null;
      if (!this.loading.has(n)) this.loading.set(n, this.fetchChunk(n));
      return this.loading.get(n);
    }

    async fetchChunk(n) {
      try {
        const answer = await fetch(this.base + this.index.chunks[n].file);
        if (!answer.ok) throw new Error("chunk " + answer.status);
        const chunk = decode(await answer.arrayBuffer());
        this.ready.set(n, chunk);
        return chunk;
      } catch (error) {
        this.loading.delete(n);
        throw error;
      }
    }

    forgetFarFrom(n) {
      for (const other of [...this.ready.keys()]) {
        if (Math.abs(other - n) >= KEEP) {
          this.ready.delete(other);
          this.loading.delete(other);
        }
      }
    }

    async groups() {
      if (!this.groupsOf) {
        const answer = await fetch(this.base + "people.bin");
        if (!answer.ok) throw new Error("people " + answer.status);
        this.groupsOf = new Uint8Array(await answer.arrayBuffer());
      }
      return this.groupsOf;
    }
  }

  /* Where every track of a chunk is at a moment: calls draw(person, x in metres, y in metres). */
  function eachPerson(chunk, t, draw) {
    const frame = Math.min(Math.floor(t - chunk.t0), chunk.frames - 1), part = t - chunk.t0 - frame;
    for (let track = 0; track < chunk.person.length; track++) {
      const step = frame - chunk.start[track];
      if (step < 0 || step >= chunk.length[track]) continue;
      const at = chunk.first[track] + step, next = step + 1 < chunk.length[track] ? at + 1 : at;
      draw(
        chunk.person[track],
        (chunk.x[at] + part * (chunk.x[next] - chunk.x[at])) / 100,
        (chunk.y[at] + part * (chunk.y[next] - chunk.y[at])) / 100,
      );
    }
  }

  function eachOfficer(chunk, t, draw) {
    const frame = Math.min(Math.floor(t - chunk.t0), chunk.frames - 1), part = t - chunk.t0 - frame;
    const next = Math.min(frame + 1, chunk.frames - 1);
    for (let n = 0; n < chunk.officers; n++) {
      const a = frame * chunk.officers + n, b = next * chunk.officers + n;
      draw(
        (chunk.officerX[a] + part * (chunk.officerX[b] - chunk.officerX[a])) / 100,
        (chunk.officerY[a] + part * (chunk.officerY[b] - chunk.officerY[a])) / 100,
        chunk.busy[a] === 1,
      );
    }
  }

  Object.assign((window.passerby = window.passerby || {}), { Replay, eachPerson, eachOfficer });
})();
