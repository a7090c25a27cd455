import {Readable} from 'node:stream';
import {describe, expect, it} from 'vitest';
import {privilegedFilesOfImage} from '../../../src/base/archives/image-privileged-files.js';
import {savedImage, tarOf} from '../../scan/support/saved-image.js';

type Files = Parameters<typeof tarOf>[0];
const su = {path: 'usr/bin/su', content: 'su', mode: 0o4755};
const wall = {path: './usr/bin/wall', content: 'wall', mode: 0o2755};

async function found(...layers: readonly Files[]) {
	const tars = await Promise.all(layers.map(files => tarOf(files)));
	const reader = {saveImage: async () => Readable.from([await savedImage(tars, 'oci')])};
	const {setuid, setgid} = await privilegedFilesOfImage(reader, 'x');
	return [...setuid, ...setgid];
}

describe('the privileged files of a saved image', () => {
	it.each<[string, readonly Files[], readonly string[]]>([
		['are found in any layer', [[su], [wall]], ['/usr/bin/su', '/usr/bin/wall']],
		['are not those that a later layer made plain', [[su], [{...su, mode: 0o755}]], []],
		['are those that a later layer gave the bit', [[{...su, mode: 0o755}], [su]], ['/usr/bin/su']],
		['are not those that were removed', [[su, wall], [{path: 'usr/bin/.wh.su', content: ''}]], ['/usr/bin/wall']],
		['are not those of a folder that was removed', [[su], [{path: 'usr/.wh.bin', content: ''}]], []],
		[
			'are not those of a folder that was replaced',
			[[su], [{path: 'usr/bin/.wh..wh..opq', content: ''}, wall]],
			['/usr/bin/wall'],
		],
		['are not those of a folder where a file is now', [[su], [{path: 'usr/bin', content: 'x'}]], []],
		['have all their names', [[su, {path: 'bin/su', type: 'link', linkname: 'usr/bin/su'}]], ['/bin/su', '/usr/bin/su']],
		['are none of an image without any', [[{...su, mode: 0o755}]], []],
	])('%s', async (_, layers, expected) => expect(await found(...layers)).toEqual(expected));
});
