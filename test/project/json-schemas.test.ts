import {readFileSync} from 'node:fs';
import {resolve} from 'node:path';
import {expect, it} from 'vitest';
import {jsonSchemas} from '../../scripts/schemas/json-schemas.js';

it.each(Object.entries(jsonSchemas()))('the schema of %s is what reads the file: npm run docs:schemas', (name, schema) => {
	const file = readFileSync(resolve(import.meta.dirname, `../../schemas/${name}.schema.json`), 'utf8');
	expect(JSON.parse(file)).toEqual(JSON.parse(JSON.stringify(schema)));
});
