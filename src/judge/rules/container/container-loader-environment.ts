import {type ContainerFacts, isWithin} from '../../../base/index.js';
import {each} from '../../changes/run-option.js';
import {defineRule, failAs, fromInspect, pass} from '../rule.js';

const searchPaths = ['PATH', 'LD_LIBRARY_PATH', 'PYTHONPATH', 'NODE_PATH', 'PERL5LIB', 'RUBYLIB'];
const preloads = ['LD_PRELOAD', 'LD_AUDIT'];
const openToAll = ['/tmp', '/var/tmp', '/dev/shm'];

/** Variables through which a file that others may write is run as a program or loaded as a library. */
function risky({env, mounts}: ContainerFacts): {name: string; why: string}[] {
	const writable = mounts.filter(mount => mount.writable).map(({destination}) => destination);
	return env.flatMap(({name, value}) => {
		if (preloads.includes(name) && value !== '') return [{name, why: `loads ${value} into every program`}];
		if (!searchPaths.includes(name)) return [];
		// An empty entry is the working directory, at the end of PATH too; in the others a trailing colon is a typing slip.
		const places = value
			.split(':')
			.filter((place, index, {length}) => place !== '' || index + 1 < length || (name === 'PATH' && length > 1));
		const bad = places.filter(
			place =>
				!place.startsWith('/') || openToAll.some(root => isWithin(place, root)) || writable.some(mount => isWithin(place, mount)),
		);
		return bad.length === 0 ? [] : [{name, why: `searches ${bad.map(place => place || 'the working directory').join(', ')}`}];
	});
}

export default defineRule({
	slug: 'container-loader-environment',
	title: 'PATH or LD_* points to a writable directory',
	cis: {},
	severity: 'medium',
	target: 'container',
	rationale: 'A file planted there runs instead of, or inside, every program in the container.',
	references: ['ld.so(8)', 'environ(7)'],

	check: ({container}) => {
		const found = risky(container);
		if (found.length === 0) return pass(fromInspect('Config.Env', 'no loader path that others may write'));
		return failAs(
			{detail: found.map(({name, why}) => `${name} ${why}`).join('; ')},
			...found.map(({name, why}) => fromInspect('Config.Env', `${name}: ${why}`)),
		);
	},

	remedy: ({container}) => {
		const names = risky(container).map(({name}) => name);
		const typed = container.env.filter(({name, fromImage}) => names.includes(name) && fromImage !== true).map(({name}) => name);
		return {
			text:
				typed.length < names.length
					? 'Rebuild the image with absolute paths that only root can write.'
					: 'List only directories of the image that no other user can write.',
			remove: each('--env', typed),
			mayBreak: 'Programs and libraries that are found only there.',
		};
	},

	examples: {
		bad: {Config: {Env: ['PATH=/usr/bin:/tmp/bin:.']}},
		good: {Config: {Env: ['PATH=/usr/local/bin:/usr/bin', 'LD_LIBRARY_PATH=/usr/local/lib']}},
	},
});
