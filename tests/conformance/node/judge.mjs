// A judge that shares no line with Phalera: Digital Bazaar's libraries verify, issue and canonicalise, and
// independent readers take credentials out of pictures. One JSON question a line comes in, one answer a line goes out.
//
// Nothing is ever fetched. The first question hands in the JSON-LD contexts; what else a question needs (DID
// documents, status lists) it brings along under `documents`.

import * as readline from 'node:readline';
import * as bench from './bench.mjs';
import {createJudge} from './dataintegrity.mjs';
import {jcs} from './suites.mjs';
import {list, readList} from './lists.mjs';
import {problems} from './schemas.mjs';
import {unbakePng, unbakeSvg} from './pictures.mjs';
import {versions} from './versions.mjs';

let judge = createJudge({contexts: {}});

const answers = {
  contexts: ({contexts}) => {
    judge = createJudge({contexts});
    return versions();
  },
  verify: question => judge.verify(question),
  issue: question => judge.issue(question),
  issueJcs: question => jcs.issue(question),
  verifyJcs: question => jcs.verify(question),
  list: question => list(question),
  readList: question => readList(question),
  fits: question => problems(question),
  canonize: ({documents}) => Promise.all(documents.map(document => judge.canonize(document))),
  unbakePng: ({image}) => unbakePng(Buffer.from(image, 'base64')),
  unbakeSvg: ({image}) => unbakeSvg(image),
  prepareBench: question => bench.prepare({...question, judge}),
  bench: question => bench.run(question),
  benchVerify: question => bench.verify({...question, judge})
};

for await(const line of readline.createInterface({input: process.stdin})) {
  const question = JSON.parse(line);
  let answer;
  try {
    answer = {answer: await answers[question.ask](question)};
  } catch(error) {
    answer = {error: `${error.name}: ${error.message}`};
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
