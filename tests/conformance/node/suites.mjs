// The kinds of proof, each by the library that others use for it. Nobody publishes one for eddsa-jcs-2022 under a
// licence that suits, so its steps stand here over npm's canonicalize (by an author of RFC 8785) and Node's own Ed25519.

import * as EcdsaMultikey from '@digitalbazaar/ecdsa-multikey';
import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey';
import * as base58btc from 'base58-universal';
import canonicalize from 'canonicalize';
import {createHash, createPrivateKey, createPublicKey, sign, verify} from 'node:crypto';
import {cryptosuite as ecdsa} from '@digitalbazaar/ecdsa-rdfc-2019-cryptosuite';
import {cryptosuite as eddsa} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import {Ed25519Signature2020} from '@digitalbazaar/ed25519-signature-2020';

export const multikeys = {z6Mk: Ed25519Multikey.from, zDna: EcdsaMultikey.from, z82L: EcdsaMultikey.from};

// All that check a proof of a kind; each looks only at proofs of its own.
export function verifyingSuites() {
  return [
    new DataIntegrityProof({cryptosuite: eddsa}),
    new DataIntegrityProof({cryptosuite: ecdsa}),
    new Ed25519Signature2020()
  ];
}

// One that makes proofs of the kind named, with a Multikey.
export async function signingSuite({kind = 'eddsa-rdfc-2022', created, ...multikey}) {
  const key = await keyOf(multikey);
  if(kind === 'Ed25519Signature2020') {
    return new Ed25519Signature2020({signer: {...key.signer(), id: key.id}, date: created});
  }
  const cryptosuite = kind.startsWith('ecdsa-rdfc-2019') ? ecdsa : eddsa;
  return new DataIntegrityProof({signer: key.signer(), cryptosuite, date: created});
}

export const jcs = {
  // Data Integrity EdDSA Cryptosuites 1.0, 3.3.1
  issue({credential, secretKeyMultibase, publicKeyMultibase, created}) {
    const controller = `did:key:${publicKeyMultibase}`;
    const options = {
      '@context': credential['@context'],
      type: 'DataIntegrityProof',
      cryptosuite: 'eddsa-jcs-2022',
      created,
      verificationMethod: `${controller}#${publicKeyMultibase}`,
      proofPurpose: 'assertionMethod'
    };
    const key = rawKey(secretKeyMultibase, createPrivateKey, '302e020100300506032b657004220420');
    const proofValue = `z${base58btc.encode(sign(null, hashData(credential, options), key))}`;
    return {...credential, proof: {...options, proofValue}};
  },

  // 3.3.2, for an issuer that is a did:key
  verify({credential}) {
    const {proof: {proofValue, ...options}, ...document} = credential;
    const [did, fragment] = options.verificationMethod.split('#');
    const named = options['@context'];
    if(document.issuer.id !== did || did !== `did:key:${fragment}`) {
      return {verified: false, reasons: ['the key is not the issuer\'s']};
    }
    if(canonicalize(document['@context'].slice(0, named.length)) !== canonicalize(named)) {
      return {verified: false, reasons: ['the contexts are others than were signed']};
    }
    const key = rawKey(fragment, createPublicKey, '302a300506032b6570032100');
    const data = hashData({...document, '@context': named}, options);
    const verified = verify(null, data, key, base58btc.decode(proofValue.slice(1)));
    return {verified, reasons: verified ? [] : ['the signature does not fit']};
  }
};

function keyOf({secretKeyMultibase, publicKeyMultibase, controller = `did:key:${publicKeyMultibase}`, id}) {
  return multikeys[publicKeyMultibase.slice(0, 4)]({
    id: id ?? `${controller}#${publicKeyMultibase}`, type: 'Multikey', controller, publicKeyMultibase, secretKeyMultibase
  });
}

function hashData(document, options) {
  const hash = value => createHash('sha256').update(canonicalize(value)).digest();
  return Buffer.concat([hash(options), hash(document)]);
}

// Node reads keys with the header of their kind before them; a Multikey has two bytes of its own there.
function rawKey(multibase, create, header) {
  const raw = base58btc.decode(multibase.slice(1)).subarray(2);
  const form = create === createPrivateKey ? 'pkcs8' : 'spki';
  return create({key: Buffer.concat([Buffer.from(header, 'hex'), raw]), format: 'der', type: form});
}
