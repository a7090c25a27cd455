import {parseUser} from '../../base/index.js';
import type {RunOption} from '../../judge/index.js';
import {foreignToPodman, podmanNetwork} from '../reconstruct/podman-options.js';

export type QuadletLine = readonly [key: string, text: string];
type Translated = {readonly lines: readonly QuadletLine[]; readonly warnings: readonly string[]};

/** Keys whose value is literal to the end of the line. */
const plainKeys: Readonly<Record<string, string>> = {
	'--name': 'ContainerName',
	'--entrypoint': 'Entrypoint',
	'--workdir': 'WorkingDir',
	'--hostname': 'HostName',
	'--volume': 'Volume',
	'--tmpfs': 'Tmpfs',
	'--publish': 'PublishPort',
	'--pids-limit': 'PidsLimit',
	'--shm-size': 'ShmSize',
	'--ulimit': 'Ulimit',
	'--dns': 'DNS',
	'--dns-option': 'DNSOption',
	'--dns-search': 'DNSSearch',
	'--add-host': 'AddHost',
	'--group-add': 'GroupAdd',
	'--userns': 'UserNS',
	'--stop-signal': 'StopSignal',
	'--stop-timeout': 'StopTimeout',
	'--health-cmd': 'HealthCmd',
	'--health-interval': 'HealthInterval',
	'--health-timeout': 'HealthTimeout',
	'--health-retries': 'HealthRetries',
	'--health-start-period': 'HealthStartPeriod',
};

/** Keys whose value is split into words. `Mount=` is not among them: there Podman 5.4 fails on a volume without a name. */
const wordKeys: Readonly<Record<string, string>> = {
	'--label': 'Label',
	'--annotation': 'Annotation',
	'--sysctl': 'Sysctl',
	'--device': 'AddDevice',
};

const switches: Readonly<Record<string, readonly QuadletLine[]>> = {
	'--read-only': [['ReadOnly', 'true']],
	'--init': [['RunInit', 'true']],
	'--no-healthcheck': [['HealthCmd', 'none']],
	// The unit runs it in the background, creates and removes it; Restart= is a key of the unit.
	'--detach': [],
	'--rm': [],
	'--restart': [],
};

/** One option of `docker run` as lines of a unit. */
export function quadletLine(option: RunOption): Translated {
	const {name, value} = option;
	const ready = switches[name];
	if (ready) return keys(...ready);
	if (foreignToPodman.has(name)) return {lines: [], warnings: [`${name} ${value ?? ''} is omitted: Podman has no such option`]};
	if (value === null) return keys(['PodmanArgs', name]);

	const [plain, words] = [plainKeys[name], wordKeys[name]];
	if (plain && !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]|^\s|\s$|^$/u.test(value)) return keys([plain, value]);
	if (words) return keys([words, quote(value)]);
	return special(name, value) ?? keys(['PodmanArgs', quote(`${name}=${value}`)]);
}

function special(name: string, value: string): Translated | null {
	switch (name) {
		case '--env':
			return value.includes('=')
				? keys(['Environment', quote(value)])
				: {lines: [], warnings: [`${value} is omitted: set it with EnvironmentFile= or Secret=`]};
		case '--user': {
			const {user, group} = parseUser(value);
			return keys(['User', user || '0'], ...(group === undefined ? [] : [['Group', group] as const]));
		}
		case '--cap-drop':
			return keys(['DropCapability', value.toLowerCase()]);
		case '--cap-add':
			return keys(['AddCapability', /^all$/i.test(value) ? 'all' : `CAP_${value.replace(/^CAP_/i, '').toUpperCase()}`]);
		case '--security-opt':
			if (/^no-new-privileges([=:]true)?$/.test(value)) return keys(['NoNewPrivileges', 'true']);
			if (/^no-new-privileges[=:]false$/.test(value)) return keys();
			if (value === 'systempaths=unconfined') return keys(['Unmask', 'ALL']);
			return /^seccomp[=:]/.test(value) ? keys(['SeccompProfile', value.slice('seccomp='.length)]) : null;
		case '--expose':
			return /^[\d-]+$/.test(value) ? keys(['ExposeHostPort', value]) : null;
		case '--network':
			return network(value);
		case '--log-driver':
			return ['json-file', 'journald', 'none', 'passthrough', 'k8s-file'].includes(value)
				? keys(['LogDriver', value])
				: {lines: [], warnings: [`the log driver ${value} is omitted: Podman has no such driver`]};
		case '--log-opt':
			return /^(path|max-size|tag|label)=/.test(value)
				? keys(['LogOpt', quote(value)])
				: {lines: [], warnings: [`the log option ${value} is omitted: Podman does not know it`]};
		default:
			return null;
	}
}

function network(value: string): Translated {
	if (!value.startsWith('name=')) return keys(['Network', value]);
	const warnings: string[] = [];
	const asked = podmanNetwork(value, warnings);
	const name = asked.split(':')[0];
	return {
		lines: [['Network', asked]],
		warnings: [`the network ${name} must exist: create it with podman network create, or with a .network unit`, ...warnings],
	};
}

const keys = (...lines: readonly QuadletLine[]): Translated => ({lines, warnings: []});

/** systemd's C-style quoting, which preserves newlines. */
export function quote(text: string): string {
	if (/^[A-Za-z0-9_@:,./=+-]+$/.test(text)) return text;
	const escaped = text
		.replace(/[\\"]/g, character => `\\${character}`)
		.replaceAll('\n', '\\n')
		.replaceAll('\t', '\\t')
		.replace(/(?![\n\t])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, escapedCharacter);
	return `"${escaped}"`;
}

/** By code point, not by bytes: Podman reads `\\xe2` as a character. */
function escapedCharacter(character: string): string {
	const code = character.codePointAt(0) ?? 0;
	if (code < 0x80) return `\\x${code.toString(16).padStart(2, '0')}`;
	return code > 0xffff ? `\\U${code.toString(16).padStart(8, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
}
