const block = 512;

/** A tar whose headers have the checksums of what is in them now, so that a reader looks further. @source tar(5) */
export function repairTar(bytes: Uint8Array): Uint8Array {
	const tar = Buffer.from(bytes);
	for (let at = 0; at + block <= tar.length; at += block) {
		const header = tar.subarray(at, at + block);
		if (header.toString('latin1', 257, 262) !== 'ustar') continue;
		header.fill(' ', 148, 156);
		const sum = header.reduce((total, byte) => total + byte, 0);
		header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
	}
	return tar;
}
