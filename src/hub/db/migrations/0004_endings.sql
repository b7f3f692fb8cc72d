ALTER TABLE "messages" ADD COLUMN "thinking" text;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "notices" text DEFAULT '[]' NOT NULL;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "incomplete_reason" text;