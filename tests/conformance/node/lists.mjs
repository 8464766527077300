// Status lists as Digital Bazaar's library makes and reads them; signing is another question.

import {createCredential, createList, decodeList} from '@digitalbazaar/vc-bitstring-status-list';

// An unsigned list at `url` with these places set.
export async function list({url, issuer, purpose, set, length, validFrom}) {
  const bits = await createList({length});
  set.forEach(index => bits.setStatus(index, true));
  const credential = await createCredential({id: url, list: bits, statusPurpose: purpose});
  return {...credential, issuer, validFrom};
}

// The length of a list, and of the places asked about those that are set.
export async function readList({encodedList, places}) {
  const bits = await decodeList({encodedList});
  return {length: bits.length, set: places.filter(index => bits.getStatus(index))};
}
