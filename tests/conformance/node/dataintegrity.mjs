// Verifying, issuing and canonicalising with Digital Bazaar's libraries, offline.

import * as didMethodKey from '@digitalbazaar/did-method-key';
import * as vc from '@digitalbazaar/vc';
import {checkStatus} from '@digitalbazaar/vc-bitstring-status-list';
import {cryptosuite} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import {multikeys, signingSuite, verifyingSuites} from './suites.mjs';

const didKey = didMethodKey.driver();
for(const [multibaseMultikeyHeader, fromMultibase] of Object.entries(multikeys)) {
  didKey.use({multibaseMultikeyHeader, fromMultibase});
}

export function createJudge({contexts}) {
  const loader = (documents = {}) => async url => {
    if(Object.hasOwn(contexts, url)) {
      // 'static' lets jsonld keep what it made of a context for the next document, which is its quickest way.
      return {contextUrl: null, documentUrl: url, document: contexts[url], tag: 'static'};
    }
    if(Object.hasOwn(documents, url)) {
      return {contextUrl: null, documentUrl: url, document: documents[url]};
    }
    if(url.startsWith('did:key:')) {
      return {contextUrl: null, documentUrl: url, document: await didKey.get({url})};
    }
    throw new Error(`nothing but what was handed in is loaded, so not ${url}`);
  };

  return {
    loader,

    async verify({credential, documents, now}) {
      const result = await vc.verifyCredential({
        credential,
        suite: verifyingSuites(),
        documentLoader: loader(documents),
        now: now === undefined ? new Date() : new Date(now),
        // Given always: the library asks for it only where a credential has a status entry.
        checkStatus
      });
      // The library says what the list says and leaves it to whoever asked to mind.
      const set = result.statusResult?.results?.filter(({status}) => status).length > 0;
      return {verified: result.verified && !set, reasons: reasons(result, set)};
    },

    async issue({credential, documents, ...proof}) {
      const suite = await signingSuite(proof);
      return vc.issue({credential, suite, documentLoader: loader(documents)});
    },

    async canonize(document) {
      return cryptosuite.canonize(document, {documentLoader: loader()});
    }
  };
}

function reasons(result, set) {
  const told = set ? ['the status list says revoked'] : [];
  const tell = error => {
    if(!error) {
      return;
    }
    told.push(`${error.name}: ${error.message}`);
    (error.errors ?? []).forEach(tell);
    tell(error.cause);
  };
  tell(result.error);
  tell(result.statusResult?.error);
  return [...new Set(told)];
}
