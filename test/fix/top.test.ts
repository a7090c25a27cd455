import {describe, expect, it} from 'vitest';
import {topProcesses} from '../../src/fix/evidence/top.js';

const podman = {
	Titles: ['HPID', 'PPID', 'HUSER', 'HGROUP', 'USER', 'COMM', 'COMMAND'],
	Processes: [
		['10', '0', '4321', '4321', 'root', 'nginx', 'nginx: master'],
		['11', '1', '300032', '300032', '33', 'nginx', 'nginx: worker'],
		['12', '1', '300100', '300100', 'web', 'nginx', 'nginx: worker'],
	],
};
const docker = {
	Titles: ['PID', 'PPID', 'UID', 'GID', 'USER', 'COMMAND'],
	Processes: [['10', '1', '100033', '100033', '100033', 'nginx']],
};
const uids = (top: Parameters<typeof topProcesses>[0], remapped: boolean) => topProcesses(top, remapped).map(({uid}) => uid);

describe('uids of /top', () => {
	it('are the host’s where users are remapped: Podman’s names give the container’s, where they are numbers or root', () =>
		expect(uids(podman, true)).toEqual([0, 33, null]));
	it('are unknown with Docker where users are remapped', () => expect(uids(docker, true)).toEqual([null]));
	it('are the container’s where they are not', () => {
		expect(uids(podman, false)).toEqual([4321, 300032, 300100]);
		expect(uids(docker, false)).toEqual([100033]);
	});
});
