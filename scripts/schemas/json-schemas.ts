import {type ConversionConfig, toJsonSchema} from '@valibot/to-json-schema';
import type {GenericSchema} from 'valibot';
import {configurationSchema, keysSchema} from '../../src/cli/config/configuration-schema.js';
import {conditionSchema} from '../../src/judge/policy/condition-schema.js';
import {policySchema} from '../../src/judge/policy/policy-schema.js';

/** The JSON schemas of the files that users write, by the name of their file in schemas/, written by `npm run docs:schemas`. */
export const jsonSchemas = (): Readonly<Record<string, object>> => ({
	policy: jsonSchema('dockscope.policy/1', 'dockscope policy (dockscope.yaml)', policySchema([], []), {
		condition: conditionSchema,
	}),
	config: jsonSchema('dockscope.config/1', 'dockscope configuration of the terminal UI (config.yaml)', configurationSchema, {
		keys: keysSchema,
	}),
});

/** @param definitions  what is referred to by name */
function jsonSchema($id: string, title: string, schema: GenericSchema, definitions: Record<string, GenericSchema>): object {
	// Checks in code, like whether a rule exists, are not for an editor.
	const ignoreActions = ['check', 'raw_check', 'transform', 'raw_transform'];
	const {$schema, ...rest} = toJsonSchema(schema, {typeMode: 'input', definitions, ignoreActions, overrideSchema: emptied});
	return {$schema, $id, title, ...rest};
}

/** A key without a value, as an editor leaves it, is written as one more type; what it then means is in the docs. */
const emptied: ConversionConfig['overrideSchema'] = ({valibotSchema, jsonSchema}) => {
	const [inner] = jsonSchema.anyOf ?? [];
	if (valibotSchema.type !== 'nullish' || typeof inner !== 'object' || typeof inner.type !== 'string') return null;
	return {...inner, type: [inner.type, 'null'], ...(inner.enum && {enum: [...inner.enum, null]})};
};
