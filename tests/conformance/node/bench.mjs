// Digital Bazaar's libraries at their best: contexts resolved once, documents parsed beforehand, warm code.

import jsigs from 'jsonld-signatures';
import {signingSuite} from './suites.mjs';

const {purposes: {AssertionProofPurpose}} = jsigs;

let prepared;

// Takes the documents and signs some of them, so that the engine is warm when it is measured.
export async function prepare({judge, documents, key, created, warm}) {
  const suites = await Promise.all(created.map(date => signingSuite({...key, created: date})));
  prepared = {documents, suites, documentLoader: judge.loader()};
  for(let round = 0; round < warm; round++) {
    await signOne(round);
  }
  return documents.length;
}

// Signs `count` documents beginning with number `from`; gives the seconds of processor time and the last one signed.
export async function run({from, count}) {
  let signed;
  const began = process.cpuUsage();
  for(let index = from; index < from + count; index++) {
    signed = await signOne(index);
  }
  const {user, system} = process.cpuUsage(began);
  const seconds = (user + system) / 1e6;
  return {seconds, signed};
}

// Verifies each credential, given as text, `times` times; gives the seconds of processor time and how many verified.
export async function verify({judge, credentials, times, now}) {
  let verified = 0;
  const began = process.cpuUsage();
  for(let round = 0; round < times; round++) {
    for(const text of credentials) {
      const found = await judge.verify({credential: JSON.parse(text), documents: {}, now});
      verified += found.verified ? 1 : 0;
    }
  }
  const {user, system} = process.cpuUsage(began);
  return {seconds: (user + system) / 1e6, verified};
}

// One suite for each date. A copy of the document each time: the library adds the proof to what it is given, and a suite
// remembers the hash of the object it saw last, which no two credentials of a batch share.
function signOne(index) {
  const {documents, suites, documentLoader} = prepared;
  return jsigs.sign({...documents[index % documents.length]}, {
    suite: suites[index % suites.length], purpose: new AssertionProofPurpose(), documentLoader
  });
}
