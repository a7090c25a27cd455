import {type FileFacts, shellQuote, trusted} from '../../../base/index.js';
import {cannotTell, defineRule, fail, fromHost, notApplicable, pass} from '../rule.js';
import type {HostScope} from '../scope.js';
import {exampleFiles, fileAt} from './shared/host-file.js';
import {judgeMode, octal} from './shared/mode.js';

const PATH = '/etc/systemd/system/docker.service.d/proxy.conf';

export default defineRule({
	slug: 'host-unit-drop-ins',
	title: 'Non-root users can change engine unit drop-ins',
	cis: {},
	severity: 'high',
	target: 'host',
	rationale: 'A drop-in is as powerful as the unit itself: one ExecStart= line in it is a command that root runs.',
	references: ['systemd.unit(5)', 'chmod(1)'],

	check: scope => {
		const {host, engine} = scope;
		if (engine.kind === 'podman') return notApplicable("Podman does not use Docker's units");
		if (host.unseen !== null) return cannotTell(host.unseen);
		const found = dropIns(scope);
		if (found.length === 0) return notApplicable("the engine's units have no drop-ins");
		const refused = found.flatMap(each => ('none' in each && each.none.verdict === 'unknown' ? [each.none] : []))[0];
		if (refused !== undefined) return refused;
		const wrong = openFiles(scope);
		return wrong.length === 0
			? pass(
					fromHost(
						'owner and mode',
						filesOf(scope).map(({path}) => path),
					),
				)
			: fail(...wrong.map(({path, uid, mode}) => fromHost(`stat ${path}`, `uid ${uid}, mode ${octal(mode)}`)));
	},

	remedy: scope => ({
		text: `Restore ownership to root: ${openFiles(scope)
			.map(({path}) => `chown root:root ${shellQuote(path)}; chmod 644 ${shellQuote(path)}`)
			.join('; ')}`,
	}),

	examples: {
		bad: {host: {units: {'docker.service.d/proxy.conf': trusted(PATH)}, ...exampleFiles(PATH, {mode: 0o666})}},
		good: {host: {units: {'docker.service.d/proxy.conf': trusted(PATH)}, ...exampleFiles(PATH, {mode: 0o644})}},
	},
});

const dropIns = ({host}: HostScope) =>
	Object.entries(host.units).flatMap(([name, path]) => (name.includes('.d/') && path !== null ? [fileAt(host, path)] : []));

const filesOf = (scope: HostScope): FileFacts[] => dropIns(scope).flatMap(each => ('file' in each ? [each.file] : []));

const openFiles = (scope: HostScope): FileFacts[] =>
	filesOf(scope).filter(file => file.uid !== 0 || judgeMode(file, 0o755).verdict === 'fail');
