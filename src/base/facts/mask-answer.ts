import {type AnswerPlace, mapAnswer} from '../answers/map-answer.js';
import {isRecord} from '../answers/value.js';
import {maskMountOptions, maskNamed, maskVariables, maskWords} from './mask-values.js';
import {strings} from './read.js';
import {secretName} from './secret-names.js';
import {MASK, maskRaw} from './secrets.js';

/**
 * An answer of the engine, a part of one, or the content of a snapshot, with each value masked that looks like a secret. Walks all
 * text at any depth, with the name of each value, so fields of future engines are masked too. Keys, order and other values are unchanged;
 * a key that holds a secret itself (`{"token=…": ""}`) is masked like a value.
 */
export const maskAnswer = <T>(answer: T): T => mapAnswer(answer, maskOne) as T;

function maskOne(value: unknown, place: AnswerPlace): unknown {
	if (typeof value === 'string') return maskText(value, place);
	if (Array.isArray(value)) return value.length > 0 && value.every(isString) ? maskList(value, place) : undefined;
	return isRecord(value) && Object.keys(value).some(name => maskRaw(name) !== name) ? maskOneKeys(value) : undefined;
}

const isString = (value: unknown): value is string => typeof value === 'string';

const maskOneKeys = (value: Record<string, unknown>): unknown =>
	maskAnswer(Object.fromEntries(Object.entries(value).map(([name, inner]) => [maskRaw(name), inner])));

function maskText(text: string, {name, within, owner}: AnswerPlace): string {
	if (name === 'CreatedBy') return maskInstruction(text);
	if (optionMaps.has(within)) return maskNamed(name, maskMountOptions(text));
	const title = titleOf(name, owner);
	return unnamed.has(title) ? maskRaw(text) : maskNamed(title, text);
}

/** Options of volume drivers and networks: those of a network file system contain its password (`o=username=x,password=y`). */
const optionMaps: ReadonlySet<string> = new Set(['Options', 'DriverOpts', 'options', 'driver_opts']);

/** `{"Name": "TOKEN", "Value": "…"}`: in settings of plugins and similar lists, the name is in a sibling field. */
const titleOf = (name: string, owner: AnswerPlace['owner']): string =>
	/^values?$/i.test(name) ? (['Name', 'name', 'Key', 'key'].map(key => owner?.[key]).find(isString) ?? name) : name;

/** Names of answer fields that look like secrets but are public: the name of a swarm secret, the key of a certificate. */
const unnamed: ReadonlySet<string> = new Set(['SecretName', 'SecretID', 'CertIssuerPublicKey', 'Secrets', 'CredentialSpec']);

/** A list of settings (`NAME=value`) or of command words, each with those before it: `--password`, `hunter2`. */
function maskList(list: readonly string[], {name, owner}: AnswerPlace): string[] {
	if (name === 'Env') return maskVariables(list);
	if (name === 'OnBuild') return list.map(maskInstruction);
	// `/srv/db_password:/run/secrets/db_password:ro` is no assignment.
	if (name === 'Binds') return list.map(bind => bind.split(':').map(maskRaw).join(':'));
	const title = titleOf(name, owner);
	if (secretName(title) === 'yes' && !unnamed.has(title)) return list.map(one => maskNamed(title, one));
	const words = list.map(word => (setting.test(word) ? (maskVariables([word])[0] ?? word) : word));
	return maskWords(words, name === 'Cmd' ? strings(owner?.['Entrypoint']) : name === 'Args' ? strings(owner?.['Path']) : []);
}

const setting = /^[A-Za-z_][\w.]{0,80}=/;

/** The classic builder writes `ENV NAME=a secret of words` without quotes: all words up to the next name are masked. */
function maskInstruction(createdBy: string): string {
	const masked = maskRaw(createdBy);
	if (!/\b(ENV|ARG)\b/.test(masked)) return masked;
	return masked.replace(/\*{8}(?: [^\s=]+)+(?= [\w.-]+=|$)/g, whole =>
		whole.endsWith(' # buildkit') ? `${MASK} # buildkit` : MASK,
	);
}
