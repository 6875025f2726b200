// One line with a file's path in, one with {"seconds" (of CPU, all threads), "peak_kb"} out: thumbnails of 800 and 200 pixels, as JPEG.
import {readFileSync} from "node:fs";
import {createInterface} from "node:readline";
import sharp from "sharp";

// What was decoded before must not be there already.
sharp.cache(false);

for await (const path of createInterface({input: process.stdin})) {
  const began = process.cpuUsage();
  const image = sharp(path).rotate().flatten({background: "white"});
  for (const side of [800, 200]) {
    const small = image.clone().resize(side, side, {fit: "inside", withoutEnlargement: true});
    await small.jpeg({quality: 80}).toBuffer();
  }
  const used = process.cpuUsage(began);
  const seconds = (used.user + used.system) / 1e6;
  const peak = Number(/VmHWM:\s+(\d+)/.exec(readFileSync("/proc/self/status", "utf8"))[1]);
  console.log(JSON.stringify({seconds, peak_kb: peak}));
}
