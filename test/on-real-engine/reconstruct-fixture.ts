import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {busyboxImage} from '../support/images.js';
import type {PrivateEngine} from '../support/private-engine.js';

/** The files that the cases name, and their two images: one that sets nothing, one that sets all it can. */
export async function prepareCases(engine: PrivateEngine, folder: string): Promise<void> {
	await writeFile(join(folder, 'variables.env'), 'Z=1\nGIVEN\nA= b # c\n');
	await writeFile(join(folder, 'labels.env'), 'x=$y `z`\n-w=1\n');
	await writeFile(join(folder, 'own.json'), '{"defaultAction": "SCMP_ACT_ALLOW", "syscalls": []}\n');
	await busyboxImage(engine, {name: 'plain:1'});
	await busyboxImage(engine, {
		name: 'rich:1',
		changes: [
			...['ENV GIVEN=image', 'LABEL maker=somebody', 'USER nobody', 'WORKDIR /var', 'VOLUME /data', 'EXPOSE 80 53/udp'],
			...['ENTRYPOINT ["/bin/busybox"]', 'CMD ["httpd", "-f"]', 'STOPSIGNAL SIGINT', 'HEALTHCHECK --retries=9 CMD true'],
		],
	});
}
