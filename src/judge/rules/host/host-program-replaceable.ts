import {type FileFacts, type HostFacts, shellQuote} from '../../../base/index.js';
import {cannotTell, defineRule, fail, fromHost, notApplicable, pass} from '../rule.js';
import type {HostScope} from '../scope.js';
import {binary} from './shared/host-files.js';
import {judgeMode, octal} from './shared/mode.js';

const PROGRAMS = ['dockerd', 'containerd', 'containerd-shim', 'containerd-shim-runc-v2', 'runc'];

export default defineRule({
	slug: 'host-program-replaceable',
	title: 'Non-root users can replace an engine binary',
	cis: {},
	severity: 'critical',
	target: 'host',
	rationale: 'Root runs it the next time a container starts: anyone who can write the file or its directory becomes root.',
	references: ['chmod(1)', 'path_resolution(7)'],

	check: scope => {
		const {files, refused} = look(scope);
		const wrong = files.filter(isReplaceable);
		if (wrong.length > 0) return fail(...wrong.map(file => fromHost(`stat ${file.path}`, described(file))));
		if (refused !== undefined) return refused;
		if (files.length === 0) return notApplicable("this host has none of the engine's binaries");
		return pass(
			fromHost(
				'owner and mode',
				files.map(({path}) => path),
			),
		);
	},

	remedy: scope => ({
		text: `Restore ownership to root, and find out who changed it: ${look(scope)
			.files.filter(isReplaceable)
			.map(({path}) => `chown root:root ${shellQuote(path)}; chmod go-w ${shellQuote(path)}`)
			.join('; ')}`,
	}),

	examples: {
		bad: {host: withPrograms(0o757)},
		good: {host: withPrograms(0o755)},
	},
});

/** @param mode  of runc */
function withPrograms(mode: number): Partial<HostFacts> {
	const hosts = [binary('dockerd').example({}), binary('containerd').example({}), binary('runc').example({mode})];
	return {
		binaries: Object.assign({}, ...hosts.map(({binaries}) => binaries)),
		files: Object.assign({}, ...hosts.map(({files}) => files)),
	};
}

function look(scope: HostScope) {
	if (scope.host.unseen !== null) return {files: [], refused: cannotTell(scope.host.unseen)};
	const found = PROGRAMS.map(name => binary(name).find(scope));
	const files = found.flatMap(each => ('file' in each ? [each.file] : []));
	const refused = found.flatMap(each => ('none' in each && each.none.verdict === 'unknown' ? [each.none] : []))[0];
	return {files, refused};
}

const isReplaceable = (file: FileFacts): boolean => file.uid !== 0 || judgeMode(file, 0o6755).verdict === 'fail';

const described = ({uid, mode, writableParent}: FileFacts): string =>
	`uid ${uid}, mode ${octal(mode)}${writableParent === null ? '' : `, ${writableParent} writable by others`}`;
