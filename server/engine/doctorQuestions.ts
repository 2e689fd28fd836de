import type { Diagnosis } from '../../shared/doctor.ts';
import type { Answer } from './api.ts';

export interface DoctorQuestions {
  /** Everything that was seen and could not be used; at most `limit` findings are listed. */
  diagnose(limit: number): Promise<Answer<Diagnosis>>;
}
