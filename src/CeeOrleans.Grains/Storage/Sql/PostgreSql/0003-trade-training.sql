-- Trainings of the trade are a kind of work: an import specialist's, with the routine.
INSERT INTO work_kind (kind, role, rank) VALUES (27, 1, 4);
