/** What the doctor looked at, and what it found. */
export type DoctorFinding = {
	readonly area: string;
	readonly what: string;
	readonly state: 'ok' | 'missing' | 'limited';
	readonly says: string;
};
