// Published JSON Schemas, by Ajv, formats included.

import Ajv from 'ajv/dist/2019.js';
import addFormats from 'ajv-formats';

const compiled = new Map();

// What keeps a document from fitting a schema; nothing when it fits.
export function problems({schema, document}) {
  if(!compiled.has(schema.$id)) {
    // Not strict about the schema itself, which is somebody else's.
    const ajv = new Ajv({strict: false, allErrors: true});
    addFormats(ajv);
    compiled.set(schema.$id, ajv.compile({...schema, $schema: undefined}));
  }
  const validate = compiled.get(schema.$id);
  return validate(document) ? [] : validate.errors.map(({instancePath, message}) => `${instancePath} ${message}`);
}
