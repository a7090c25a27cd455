import {expect, it} from 'vitest';
import {ownContainer} from '../../../src/base/host/own-container.js';

const id = '4f1c'.repeat(16);
const line = (root: string, point: string) => `812 790 0:52 ${root} ${point} rw,relatime - ext4 /dev/sda1 rw\n`;

it.each([
	['Docker', line(`/var/lib/docker/containers/${id}/hostname`, '/etc/hostname')],
	['Docker with another data root', line(`/docker/containers/${id}/resolv.conf`, '/etc/resolv.conf')],
	['Podman', line(`/containers/storage/overlay-containers/${id}/userdata/hosts`, '/etc/hosts')],
])('finds the container of %s', (_, mountinfo) => {
	expect(ownContainer(line('/', '/') + mountinfo)).toBe(id);
});

it.each([
	['on a host', line('/', '/')],
	[
		'where the file of another container is mounted elsewhere',
		line(`/var/lib/docker/containers/${id}/hostname`, '/data/hostname'),
	],
	['where a shorter name stands', line('/var/lib/docker/containers/4f1c/hostname', '/etc/hostname')],
])('finds none %s', (_, mountinfo) => {
	expect(ownContainer(mountinfo)).toBeNull();
});
