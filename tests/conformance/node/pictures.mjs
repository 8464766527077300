// Taking credentials out of pictures with readers that know nothing of Phalera.

import extractChunks from 'png-chunks-extract';
import {decodeSync} from 'png-chunk-itxt';
import {DOMParser} from '@xmldom/xmldom';

const PNG_KEYWORDS = {openbadges: 'v2', openbadgecredential: 'v3'};
const SVG_NAMES = {
  'http://openbadges.org assertion': 'v2',
  'https://purl.imsglobal.org/ob/v3p0 credential': 'v3'
};

export function unbakePng(image) {
  const found = {v2: [], v3: []};
  for(const {name, data} of extractChunks(image)) {
    if(name !== 'iTXt') {
      continue;
    }
    const {keyword, text, compressionFlag} = decodeSync(Buffer.from(data));
    if(PNG_KEYWORDS[keyword]) {
      if(compressionFlag) {
        throw new Error(`the ${keyword} chunk is compressed`);
      }
      found[PNG_KEYWORDS[keyword]].push(text);
    }
  }
  return found;
}

export function unbakeSvg(image) {
  const found = {v2: [], v3: [], verify: []};
  const stop = (level, message) => {
    throw new Error(`${level}: ${message}`);
  };
  const root = new DOMParser({onError: stop}).parseFromString(image, 'image/svg+xml').documentElement;
  for(const element of Array.from(root.childNodes).filter(node => node.nodeType === node.ELEMENT_NODE)) {
    const version = SVG_NAMES[`${element.namespaceURI} ${element.localName}`];
    if(version) {
      found[version].push(element.textContent.trim());
      found.verify.push(...(element.hasAttribute('verify') ? [element.getAttribute('verify')] : []));
    }
  }
  return found;
}
