// What the judges are, for reports.

import {createRequire} from 'node:module';
import {readFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';

const own = createRequire(import.meta.url)('./package.json');

export function versions() {
  const found = {node: process.versions.node};
  for(const name of Object.keys(own.dependencies)) {
    const file = fileURLToPath(new URL(`node_modules/${name}/package.json`, import.meta.url));
    found[name] = JSON.parse(readFileSync(file, 'utf8')).version;
  }
  return found;
}
