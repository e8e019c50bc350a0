// Tries a graph file where a crash costs nothing: a damaged one can take the whole process down while it is searched.
// Arguments: file, space, dimensions, expected count. Exit code 0 says that it loads and answers.
import { createRequire } from "node:module";

const hnswlib = createRequire(import.meta.url)("hnswlib-node");

const [file, space, dimensions, count] = process.argv.slice(2);
const graph = new hnswlib.HierarchicalNSW(space, Number(dimensions));
graph.readIndexSync(file);
if (graph.getCurrentCount() !== Number(count)) process.exit(3);
const labels = graph.getIdsList();
const step = Math.max(1, Math.floor(labels.length / 50));
for (let at = 0; at < labels.length; at += step) {
  let point;
  try {
    point = graph.getPoint(labels[at]);
  } catch {
    continue; // A deleted point cannot be read; nothing is wrong with the file.
  }
  if (point.length !== Number(dimensions) || !point.every(Number.isFinite)) process.exit(4);
  graph.searchKnn(point, Math.min(10, labels.length));
}
