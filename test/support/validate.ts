import {readFileSync} from 'node:fs';
import {resolve} from 'node:path';
import {Ajv} from 'ajv';

/** What a JSON document breaks of `schemas/NAME.schema.json`; empty when it is valid. */
export function violations(name: string, document: unknown): readonly string[] {
	const path = resolve(import.meta.dirname, '../../schemas', `${name}.schema.json`);
	const validate = new Ajv({allErrors: true, strict: false}).compile(JSON.parse(readFileSync(path, 'utf8')) as object);
	return validate(document)
		? []
		: (validate.errors ?? []).slice(0, 10).map(({instancePath, message}) => `${instancePath} ${message}`);
}
