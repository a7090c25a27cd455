import {sanitise} from '../../text/safe-text.js';
import type {ContainerFacts} from '../container-facts.js';
import {parseImageReference} from '../image-reference.js';
import {maskValue} from '../secrets.js';
import {no, yes} from './conditions.js';
import type {ServiceAccess, Trace} from './service.js';
import type {Started} from './setup.js';

/** Names of switches that turn a login off, whatever the program: `--no-auth`, `DISABLE_AUTHENTICATION`. */
const turnsOff =
	/^(?:no-?auth(?:entication|orization)?|(?:disable|skip|without|bypass)-?(?:auth(?:entication|n)?|login|password)|auth(?:entication)?-?disabled|allow-?(?:anonymous(?:-?(?:login|access|auth))?|empty-?password|none-?authentication|unauthenticated|no-?auth)|anonymous-?(?:auth|access|login)(?:-?enabled)?|unauthenticated|passwordless|insecure-?no-?auth|auto-?login)$/;
/** Names of settings that turn a login on, unless their value is `none` or `false`. */
const turnsOn =
	/^(?:(?:enable|require|use)-?(?:auth(?:entication)?|login)|auth(?:entication)?(?:[.-]?(?:type|mode|method|enabled?|provider|required))?|login-?(?:enabled|required)|security[.-]enabled)$/;

/** One look for all of these: few variables are any. */
const mayBeSwitch = /auth|login|anonym|passw|security|empty/i;

/** Words before the switch in the name of a variable that do not name another program. */
const ownWords = new Set(['server', 'app', 'http', 'api', 'web', 'ui', 'service', 'webui', 'dashboard', 'admin', 'gui']);

/**
 * A service that is not in the table, whose command or variables say that it lets everyone in. `SMTP_AUTH=none` is about another
 * program: before the switch only words may stand that are in the name of the image or of the program.
 */
export function unlistedService(container: ContainerFacts, {env, options, programs}: Started): ServiceAccess | null {
	const repository = parseImageReference(container.image)?.repository ?? '';
	const image = repository.slice(repository.lastIndexOf('/') + 1);
	const [program = ''] = programs.keys();
	const words = new Set([...ownWords, ...`${image}-${program}`.toLowerCase().split(/[^a-z\d]+/)]);
	const evidence = [...inOptions(options), ...inVariables(env, words)];
	if (evidence.length === 0) return null;
	return {
		service: {
			name: sanitise(program === '' ? image.slice(0, 100) || 'a service' : program.slice(0, 100)),
			images: [],
			programs: [],
			ports: [],
			gives: 'use',
			gain: 'use it without a login',
			clues: [],
			otherwise: 'unknown',
		},
		access: 'open',
		evidence,
		onLoopback: false,
		ports: [],
		wants: null,
	};
}

const says = (name: string, value: string): boolean =>
	(turnsOff.test(name) && (value === '' || yes.passes(value))) || (turnsOn.test(name) && value !== '' && no.passes(value));

function inOptions(options: Started['options']): readonly Trace[] {
	return [...options].flatMap(([name, given]) => {
		const value = given.at(-1)?.[0] ?? '';
		// A switch may be followed by a word that is not its value.
		const isSwitch = turnsOff.test(name) && !no.passes(value || 'on');
		return isSwitch || says(name, value)
			? [
					{
						source: 'inspect',
						path: 'Config.Cmd',
						value: sanitise(`--${name}${isSwitch ? '' : ` ${maskValue(name, value.slice(0, 20))}`}`),
					} as const,
				]
			: [];
	});
}

function inVariables(env: Started['env'], words: ReadonlySet<string>): readonly Trace[] {
	return [...env].flatMap(([name, value]) => {
		if (!mayBeSwitch.test(name)) return [];
		const parts = name
			.slice(0, 100)
			.toLowerCase()
			.split(/[_.-]+/);
		for (let before = 0; before < Math.min(parts.length, 5); before++) {
			if (value !== '' && says(parts.slice(before).join('-'), value))
				return [
					{source: 'inspect', path: 'Config.Env', value: sanitise(`${name}=${maskValue(name, value.slice(0, 20))}`)} as const,
				];
			if (!words.has(parts[before] ?? '')) break;
		}
		return [];
	});
}
