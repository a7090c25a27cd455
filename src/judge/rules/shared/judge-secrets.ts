import type {ContainerFacts, SecretFinding} from '../../../base/index.js';
import {failAs, fromInspect, pass} from '../rule.js';
import type {Judgement} from '../verdict.js';

/** Secrets that stand in these parts of the configuration: `Config.Env`, `Config.Labels`… */
export const secretsIn = ({secrets}: ContainerFacts, fields: readonly string[]): SecretFinding[] =>
	secrets.filter(({path}) =>
		fields.some(field => path === field || path.startsWith(`${field}[`) || path.startsWith(`${field}.`)),
	);

/** Fails with the place and the name of each secret, never with its value. */
export function judgeSecrets(container: ContainerFacts, fields: readonly string[], where: string): Judgement {
	const found = secretsIn(container, fields);
	if (found.length === 0) return pass(...fields.map(field => fromInspect(field, 'no secret recognised')));
	const names = [...new Set(found.map(({name}) => name))];
	return failAs(
		{detail: `${names.join(', ')} ${where}`},
		...found.map(({path, name, kind}) => fromInspect(path, `${name} (${kind})`)),
	);
}
